package dev.quarterdeck.agent.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.health.HealthReport;
import dev.quarterdeck.agent.worker.PodView;
import dev.quarterdeck.agent.worker.PodView.ContainerView;
import dev.quarterdeck.agent.worker.PodViews;
import dev.quarterdeck.client.pki.CertificateAuthority;
import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.cri.CriRuntime;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import dev.quarterdeck.proto.cri.v1.AttachRequest;
import dev.quarterdeck.proto.cri.v1.ExecRequest;
import dev.quarterdeck.proto.cri.v1.PortForwardRequest;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server over TLS, with a streaming endpoint that speaks the upgrade byte by byte. */
@Timeout(30)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubeletServerTest {

  private record Answer(int status, String body) {}

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<Object> criRequests = new LinkedBlockingQueue<>();
  private volatile PodView.State state = PodView.State.RUNNING;
  private volatile Optional<String> notReady = Optional.empty();
  private volatile Optional<String> unresponsive = Optional.empty();
  private volatile boolean timingOut;
  private final HealthReport health =
      new HealthReport() {
        @Override
        public Optional<String> notReady() {
          return notReady;
        }

        @Override
        public Optional<String> unresponsive() {
          return unresponsive;
        }
      };
  private Path folder;
  private ServerSocket streaming;
  private KubeletServer server;
  private int port;

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    var authority =
        CertificateAuthority.openOrCreate(folder, InstantSource.system(), new SecureRandom());
    authority.server(folder, "server", "system:node:n1", List.of("127.0.0.1"));
    authority.client(folder, "admin", "kubernetes-admin", List.of("system:masters"));
    authority.client(folder, "named", "kube-apiserver", List.of());
    authority.client(folder, "node", "system:node:n2", List.of("system:nodes"));
    streaming = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    server =
        new KubeletServer(
            vertx,
            new KubeletSettings(
                "127.0.0.1",
                0,
                folder.resolve("server.crt"),
                folder.resolve("server.key"),
                folder.resolve("ca.crt"),
                Set.of("kube-apiserver")),
            pods(),
            runtime(),
            Map.of("/metrics", Page.metrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))),
            health,
            Time.system());
    port = server.start();
  }

  @BeforeEach
  void fresh() throws IOException {
    state = PodView.State.RUNNING;
    notReady = Optional.empty();
    unresponsive = Optional.empty();
    timingOut = false;
    criRequests.clear();
    Files.writeString(folder.resolve("1.log"), "2026-01-01T00:00:00Z stdout F now\n");
    Files.writeString(folder.resolve("0.log"), "2026-01-01T00:00:00Z stdout F before\n");
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
    streaming.close();
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private PodViews pods() {
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("web")
            .withNamespace("shop")
            .withUid("u1")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("c")
            .withTty(true)
            .endContainer()
            .addNewContainer()
            .withName("late")
            .endContainer()
            .endSpec()
            .withNewStatus()
            .addNewContainerStatus()
            .withName("late")
            .withNewState()
            .withNewWaiting("", "ContainerCreating")
            .endState()
            .endContainerStatus()
            .endStatus()
            .build();
    return new PodViews() {
      @Override
      public Optional<PodView> find(ObjectKey key) {
        return all().stream().filter(view -> ObjectKey.of(view.pod()).equals(key)).findFirst();
      }

      @Override
      public Collection<PodView> all() {
        return List.of(
            new PodView(
                pod,
                Optional.of("sandbox1"),
                List.of(
                    new ContainerView("c", "id1", 1, state, folder.resolve("1.log")),
                    new ContainerView(
                        "c", "id0", 0, PodView.State.EXITED, folder.resolve("0.log")))));
      }
    };
  }

  private CriRuntime runtime() {
    return (CriRuntime)
        Proxy.newProxyInstance(
            CriRuntime.class.getClassLoader(),
            new Class<?>[] {CriRuntime.class},
            (proxy, method, arguments) -> {
              criRequests.add(arguments[0]);
              if (timingOut) {
                throw new CriFault.Timeout("deadline exceeded");
              }
              return URI.create(
                  "http://127.0.0.1:" + streaming.getLocalPort() + "/" + method.getName() + "/tok");
            });
  }

  private HttpClient client(String identity) {
    var options = new HttpClientOptions().setSsl(true).setTrustAll(true).setVerifyHost(false);
    if (!identity.isEmpty()) {
      options.setKeyCertOptions(pem(identity));
    }
    return vertx.createHttpClient(options);
  }

  private PemKeyCertOptions pem(String identity) {
    return new PemKeyCertOptions()
        .setCertPath(folder.resolve(identity + ".crt").toString())
        .setKeyPath(folder.resolve(identity + ".key").toString());
  }

  private Answer get(String identity, String uri) throws Exception {
    var client = client(identity);
    try {
      return await(
          client
              .request(HttpMethod.GET, port, "127.0.0.1", uri)
              .compose(request -> request.send())
              .compose(
                  response ->
                      response
                          .body()
                          .map(body -> new Answer(response.statusCode(), body.toString()))));
    } finally {
      client.close();
    }
  }

  @Test
  void onlyTheApiServerAndAdministratorsMayCall() throws Exception {
    assertThat(get("", "/pods").status()).isEqualTo(401);
    assertThat(get("node", "/pods").status()).isEqualTo(403);
    assertThat(get("named", "/pods").status()).isEqualTo(200);
    assertThat(get("admin", "/pods").body()).contains("\"PodList\"", "\"web\"");
    assertThat(get("", "/healthz")).isEqualTo(new Answer(200, "ok"));
    assertThat(get("admin", "/metrics").status()).isEqualTo(200);
    assertThat(get("admin", "/nothing").status()).isEqualTo(404);
    notReady = Optional.of("runtime is down");
    assertThat(get("", "/healthz")).isEqualTo(new Answer(500, "runtime is down"));
  }

  @Test
  void logsOfTheCurrentAndThePreviousAttempt() throws Exception {
    assertThat(get("admin", "/containerLogs/shop/web/c")).isEqualTo(new Answer(200, "now\n"));
    assertThat(get("admin", "/containerLogs/shop/web/c?previous=true&timestamps=true"))
        .isEqualTo(new Answer(200, "2026-01-01T00:00:00Z before\n"));
    assertThat(get("admin", "/containerLogs/shop/none/c"))
        .isEqualTo(new Answer(404, "pod \"none\" not found"));
    assertThat(get("admin", "/containerLogs/shop/web/x").status()).isEqualTo(400);
    assertThat(get("admin", "/containerLogs/shop/web/late"))
        .isEqualTo(
            new Answer(
                400, "container \"late\" in pod \"web\" is waiting to start: ContainerCreating"));
    assertThat(get("admin", "/containerLogs/shop/web/late?previous=true").body())
        .isEqualTo("previous terminated container \"late\" in pod \"web\" not found");
    assertThat(get("admin", "/containerLogs/shop/web/c?tailLines=x").status()).isEqualTo(400);
  }

  @Test
  void aFollowedLogComesAsItIsWrittenAndEndsWithTheContainer() throws Exception {
    var client = client("admin");
    var chunks = new LinkedBlockingQueue<String>();
    var ended = new CompletableFuture<Void>();
    var response =
        await(
            client
                .request(HttpMethod.GET, port, "127.0.0.1", "/containerLogs/shop/web/c?follow=true")
                .compose(request -> request.send())
                .map(
                    r ->
                        r.handler(chunk -> chunks.add(chunk.toString()))
                            .endHandler(end -> ended.complete(null))));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(chunks.poll(5, TimeUnit.SECONDS)).isEqualTo("now\n");
    Files.writeString(
        folder.resolve("1.log"), "2026-01-01T00:00:01Z stdout F more\n", StandardOpenOption.APPEND);
    assertThat(chunks.poll(5, TimeUnit.SECONDS)).isEqualTo("more\n");
    state = PodView.State.EXITED;
    ended.get(5, TimeUnit.SECONDS);
    client.close();
  }

  private NetSocket dial(BlockingQueue<Byte> received) throws Exception {
    NetClient raw =
        vertx.createNetClient(
            new NetClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setHostnameVerificationAlgorithm("")
                .setKeyCertOptions(pem("admin")));
    var socket = await(raw.connect(port, "127.0.0.1"));
    socket.handler(
        buffer -> {
          for (var b : buffer.getBytes()) {
            received.add(b);
          }
        });
    return socket;
  }

  private static String take(BlockingQueue<Byte> bytes, int count) throws InterruptedException {
    var text = new byte[count];
    for (var i = 0; i < count; i++) {
      var b = bytes.poll(5, TimeUnit.SECONDS);
      assertThat(b).as("byte %d after \"%s\"", i, new String(text, 0, i, UTF_8)).isNotNull();
      text[i] = b;
    }
    return new String(text, UTF_8);
  }

  private static String readHead(Socket socket) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) socket.getInputStream().read());
    }
    return head.toString();
  }

  private static String upgrade(String method, String uri) {
    return method
        + " "
        + uri
        + " HTTP/1.1\r\nHost: n1\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
        + "X-Stream-Protocol-Version: v4.channel.k8s.io\r\n\r\n";
  }

  @Test
  void execIsPipedToTheRuntimesStreamingServer() throws Exception {
    var received = new LinkedBlockingQueue<Byte>();
    var socket = dial(received);
    var closed = new CompletableFuture<Void>();
    socket.closeHandler(v -> closed.complete(null));
    socket.write(
        upgrade("POST", "/exec/shop/web/c?command=echo&command=a%20b&input=1&output=1&error=1"));
    try (var runtime = streaming.accept()) {
      assertThat(readHead(runtime))
          .startsWith("POST /exec/tok HTTP/1.1\r\n")
          .contains("X-Stream-Protocol-Version: v4.channel.k8s.io\r\n", "Upgrade: SPDY/3.1\r\n");
      assertThat(criRequests.poll(5, TimeUnit.SECONDS))
          .isEqualTo(
              ExecRequest.newBuilder()
                  .setContainerId("id1")
                  .addCmd("echo")
                  .addCmd("a b")
                  .setStdin(true)
                  .setStdout(true)
                  .setStderr(true)
                  .build());
      var answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: SPDY/3.1\r\n\r\nfirst";
      runtime.getOutputStream().write(answer.getBytes(US_ASCII));
      assertThat(take(received, answer.length())).isEqualTo(answer);
      socket.write("stdin");
      assertThat(new String(runtime.getInputStream().readNBytes(5), US_ASCII)).isEqualTo("stdin");
    }
    closed.get(5, TimeUnit.SECONDS);
  }

  @Test
  void aRefusedProtocolReachesTheClientSoThatItFallsBack() throws Exception {
    var received = new LinkedBlockingQueue<Byte>();
    var socket = dial(received);
    socket.write(upgrade("GET", "/attach/shop/web/u1/c?output=1&error=1"));
    try (var runtime = streaming.accept()) {
      readHead(runtime);
      runtime
          .getOutputStream()
          .write("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno".getBytes(US_ASCII));
      assertThat(take(received, 22)).isEqualTo("HTTP/1.1 403 Forbidden");
    }
    assertThat(criRequests.poll(5, TimeUnit.SECONDS))
        .as("the container has a terminal, so there is no stderr")
        .isEqualTo(
            AttachRequest.newBuilder().setContainerId("id1").setTty(true).setStdout(true).build());
  }

  @Test
  void portForwardGoesToTheSandbox() throws Exception {
    var received = new LinkedBlockingQueue<Byte>();
    var socket = dial(received);
    socket.write(upgrade("POST", "/portForward/shop/web?port=80"));
    try (var runtime = streaming.accept()) {
      assertThat(readHead(runtime)).startsWith("POST /portForward/tok");
      assertThat(criRequests.poll(5, TimeUnit.SECONDS))
          .isEqualTo(
              PortForwardRequest.newBuilder().setPodSandboxId("sandbox1").addPort(80).build());
    }
    assertThat(take(received, 12)).isEqualTo("HTTP/1.1 500");
    socket.close();
  }

  @Test
  void sessionsThatCannotBe() throws Exception {
    assertThat(get("admin", "/exec/shop/web/c?command=ls&output=1"))
        .isEqualTo(new Answer(400, "you must upgrade the connection"));
    assertThat(refused("/exec/shop/web/c?command=ls"))
        .startsWith("HTTP/1.1 400")
        .contains("you must specify at least 1 of stdin, stdout, stderr");
    assertThat(refused("/exec/shop/web/other-uid/c?command=ls&output=1"))
        .startsWith("HTTP/1.1 404");
    state = PodView.State.EXITED;
    assertThat(refused("/exec/shop/web/c?command=ls&output=1"))
        .startsWith("HTTP/1.1 404")
        .contains("container not found (\\\"c\\\")");
  }

  @Test
  void aRuntimeThatHangsIsNamedAtOnceOrAfterItsDeadline() throws Exception {
    for (var uri : List.of("/exec/shop/web/c?command=ls&output=1", "/attach/shop/web/c?output=1")) {
      unresponsive = Optional.of("container runtime is down: no answer for 20s");
      assertThat(refused(uri))
          .startsWith("HTTP/1.1 503")
          .contains("\"message\":\"container runtime is down: no answer for 20s\"");
      assertThat(criRequests).isEmpty();

      unresponsive = Optional.empty();
      timingOut = true;
      assertThat(refused(uri))
          .startsWith("HTTP/1.1 504")
          .contains("\"message\":\"container runtime did not answer within 5s\"");
      timingOut = false;
      criRequests.clear();
    }
  }

  private String refused(String uri) throws Exception {
    var answer = Buffer.buffer();
    var closed = new CompletableFuture<String>();
    var socket = dial(new LinkedBlockingQueue<>());
    socket.handler(answer::appendBuffer);
    socket.closeHandler(v -> closed.complete(answer.toString()));
    socket.write(upgrade("POST", uri));
    return closed.get(5, TimeUnit.SECONDS);
  }
}
