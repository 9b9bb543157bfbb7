package dev.quarterdeck.agent.stream;

import dev.quarterdeck.agent.health.HealthReport;
import dev.quarterdeck.agent.worker.PodView;
import dev.quarterdeck.agent.worker.PodViews;
import dev.quarterdeck.client.stream.UpgradeTunnel;
import dev.quarterdeck.cri.CriRuntime;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kubelet's HTTPS API: logs, exec, attach, port-forward, the list of pods, health and metrics.
 * It requires the client certificate of the API server or of an administrator, except for {@code
 * /healthz}. Each request runs on its own virtual thread.
 */
public final class KubeletServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KubeletServer.class);
  private static final int MAX_REQUESTS = 1000;
  private static final long START_SECONDS = 10;
  private static final int CONNECT_MILLIS = 5_000;

  private final Vertx vertx;
  private final KubeletSettings settings;
  private final PodViews pods;
  private final Sessions sessions;
  private final ContainerLogs logs;
  private final Time time;
  private final Map<String, Page> pages;
  private final HealthReport health;
  private final NetClient dialer;
  private final Semaphore permits = new Semaphore(MAX_REQUESTS);
  private HttpServer server;

  /**
   * @param pages further pages by path, such as {@code /metrics} and {@code /stats/summary}
   */
  public KubeletServer(
      Vertx vertx,
      KubeletSettings settings,
      PodViews pods,
      CriRuntime runtime,
      Map<String, Page> pages,
      HealthReport health,
      Time time) {
    this.vertx = vertx;
    this.settings = settings;
    this.pods = pods;
    this.sessions = new Sessions(pods, runtime, health);
    this.logs = new ContainerLogs(pods, time);
    this.health = health;
    this.time = time;
    this.pages = new HashMap<>(pages);
    this.pages.put("/pods", Page.json(this::podList));
    this.dialer =
        vertx.createNetClient(
            new NetClientOptions().setConnectTimeout(CONNECT_MILLIS).setTcpNoDelay(true));
  }

  /**
   * Starts to listen.
   *
   * @return the port
   */
  public int start() throws IOException, InterruptedException {
    server = vertx.createHttpServer(options()).requestHandler(this::accept);
    var listening = server.listen().toCompletionStage().toCompletableFuture();
    try {
      return listening.get(START_SECONDS, TimeUnit.SECONDS).actualPort();
    } catch (ExecutionException e) {
      throw new IOException(
          "cannot listen on %s:%d".formatted(settings.host(), settings.port()), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("listening on port %d takes too long".formatted(settings.port()), e);
    }
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setHost(settings.host())
        .setPort(settings.port())
        .setSsl(true)
        // Only HTTP/1.1 has protocol upgrades.
        .setUseAlpn(false)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .setCertPath(settings.certificate().toString())
                .setKeyPath(settings.key().toString()))
        .setTrustOptions(new PemTrustOptions().addCertPath(settings.clientCa().toString()))
        .setClientAuth(ClientAuth.REQUEST)
        .setTcpNoDelay(true)
        .setMaxInitialLineLength(64 << 10)
        .setMaxHeaderSize(64 << 10);
  }

  /** Accepts a request on the event loop; must not block. */
  private void accept(HttpServerRequest request) {
    var tunnel =
        UpgradeTunnel.isUpgrade(request)
            ? Optional.of(UpgradeTunnel.hold(request))
            : Optional.<UpgradeTunnel>empty();
    if (!permits.tryAcquire()) {
      answer(request, new ApiFault(Reason.TOO_MANY_REQUESTS, "too many requests at once"));
      return;
    }
    var worker =
        Thread.ofVirtual()
            .name("kubelet-" + request.path())
            .unstarted(
                () -> {
                  try {
                    serve(request, tunnel);
                  } finally {
                    permits.release();
                  }
                });
    request.response().closeHandler(gone -> worker.interrupt());
    request.response().exceptionHandler(e -> worker.interrupt());
    worker.start();
  }

  private void serve(HttpServerRequest request, Optional<UpgradeTunnel> tunnel) {
    try {
      route(request, tunnel);
    } catch (ApiFault fault) {
      answer(request, fault);
    } catch (IOException e) {
      LOG.debug("request aborted path={} error=\"{}\"", request.path(), e.getMessage());
      request.connection().close();
    } catch (InterruptedException gone) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("request failed path={}", request.path(), e);
      answer(request, new ApiFault(Reason.INTERNAL_ERROR, "internal error: " + e.getMessage()));
    }
  }

  private void route(HttpServerRequest request, Optional<UpgradeTunnel> tunnel)
      throws IOException, InterruptedException {
    var path = request.path() == null ? "/" : request.path();
    if (path.equals("/healthz") || path.startsWith("/healthz/")) {
      health(request);
      return;
    }
    var caller =
        Caller.of(request.sslSession())
            .orElseThrow(() -> new ApiFault(Reason.UNAUTHORIZED, "Unauthorized"));
    if (!caller.mayUse(settings.users())) {
      throw new ApiFault(
          Reason.FORBIDDEN,
          "Forbidden (user=%s, verb=%s, resource=nodes)"
              .formatted(caller.user(), request.method()));
    }
    var page = pages.get(path);
    if (page != null) {
      show(request, page);
      return;
    }
    switch (parse(path)) {
      case KubeletPath.Logs wanted -> log(request, wanted);
      case KubeletPath.Session session -> upgrade(request, session, tunnel);
    }
  }

  private static KubeletPath parse(String path) {
    try {
      return KubeletPath.parse(path)
          .orElseThrow(() -> new ApiFault(Reason.NOT_FOUND, "404 page not found"));
    } catch (IllegalArgumentException e) {
      throw ApiFault.badRequest("malformed path");
    }
  }

  private void health(HttpServerRequest request) {
    health
        .notReady()
        .ifPresentOrElse(
            why -> answer(request, new ApiFault(Reason.INTERNAL_ERROR, why)),
            () -> request.response().putHeader("Content-Type", "text/plain").end("ok"));
  }

  private static void show(HttpServerRequest request, Page page) {
    if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
      throw new ApiFault(Reason.METHOD_NOT_ALLOWED, "405: Method Not Allowed");
    }
    var content = page.now();
    request.response().putHeader("Content-Type", content.type()).end(Buffer.buffer(content.body()));
  }

  private void log(HttpServerRequest request, KubeletPath.Logs path)
      throws IOException, InterruptedException {
    var options = LogRequest.of(request.params(), time);
    var container = logs.find(path, options);
    var sink = new ResponseSink(request.response());
    sink.begin("text/plain");
    logs.write(path, container, options, sink);
    sink.end();
  }

  private void upgrade(
      HttpServerRequest request, KubeletPath.Session path, Optional<UpgradeTunnel> tunnel)
      throws InterruptedException {
    var held = tunnel.orElseThrow(() -> ApiFault.badRequest("you must upgrade the connection"));
    var target = sessions.open(path, request.params());
    var opened = held.open(dialer, target).toCompletionStage().toCompletableFuture();
    var status = await(opened, target.answerWithin().toSeconds() + CONNECT_MILLIS / 1000);
    LOG.info("stream opened pod={} path={} status={}", path.pod(), request.path(), status);
  }

  private static int await(CompletableFuture<Integer> opened, long seconds)
      throws InterruptedException {
    try {
      return opened.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ApiFault fault) {
        throw fault;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new ApiFault(Reason.TIMEOUT, "the container runtime does not answer");
    }
  }

  /**
   * Answers a request with an error. The error of an exec, attach or port-forward request is a
   * Status, which the API server passes on to kubectl. Other errors are plain text, which the API
   * server puts into a Status.
   */
  private static void answer(HttpServerRequest request, ApiFault fault) {
    var response = request.response();
    if (response.headWritten()) {
      request.connection().close();
      return;
    }
    response.setStatusCode(fault.code());
    if (UpgradeTunnel.isUpgrade(request)) {
      response
          .putHeader("Content-Type", "application/json")
          .end(Buffer.buffer(Json.write(fault.toStatus())));
    } else {
      response.putHeader("Content-Type", "text/plain; charset=utf-8").end(fault.getMessage());
    }
  }

  private byte[] podList() {
    var list =
        new PodListBuilder().withItems(pods.all().stream().map(PodView::pod).toList()).build();
    return Json.write(Json.mapper().valueToTree(list));
  }

  /** Stops to listen and closes all connections. */
  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    dialer.close();
  }
}
