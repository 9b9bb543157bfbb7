package dev.quarterdeck.agent.probe;

import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * HTTP probes: any answer from 200 to 399 is a success. Certificates are not checked, redirects are
 * followed on the same host only.
 */
final class HttpProbe implements AutoCloseable {

  static final String USER_AGENT = "kube-probe/1.36";

  private static final int MAX_BODY = 10 << 10;
  private static final int MAX_REDIRECTS = 10;

  private record Answer(int status, String location) {}

  private final HttpClient client;

  HttpProbe(Vertx vertx) {
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAlive(false)
                .setMaxPoolSize(1000)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setDecompressionSupported(false)
                .setMaxHeaderSize(64 << 10));
  }

  Outcome attempt(HTTPGetAction get, String host, int port, Duration timeout)
      throws InterruptedException {
    var tls = get.getScheme() != null && get.getScheme().equalsIgnoreCase("HTTPS");
    var path = get.getPath() == null || get.getPath().isEmpty() ? "/" : get.getPath();
    var url =
        "%s://%s:%d%s"
            .formatted(
                tls ? "https" : "http",
                host.contains(":") ? "[" + host + "]" : host,
                port,
                path.startsWith("/") ? path : "/" + path);
    var deadline = System.nanoTime() + timeout.toNanos();
    var next = url;
    try {
      for (var hop = 0; hop <= MAX_REDIRECTS; hop++) {
        var answer = ask(URI.create(next), headers(get), deadline);
        if (answer.status() < 300 || answer.location() == null) {
          return judge(answer.status());
        }
        var target = URI.create(next).resolve(answer.location());
        if (!host.equals(unbracket(target.getHost()))) {
          return new Outcome.Warning("Probe terminated redirects");
        }
        next = target.toString();
      }
      return new Outcome.Failure("Get \"%s\": stopped after 10 redirects".formatted(url));
    } catch (TimeoutException e) {
      return new Outcome.Failure(
          "Get \"%s\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
              .formatted(url));
    } catch (ExecutionException e) {
      return new Outcome.Failure("Get \"%s\": %s".formatted(url, Said.of(e.getCause())));
    } catch (IllegalArgumentException e) {
      return new Outcome.Failure("Get \"%s\": %s".formatted(url, e.getMessage()));
    }
  }

  private static Outcome judge(int status) {
    return status >= 200 && status < 400
        ? new Outcome.Success()
        : new Outcome.Failure("HTTP probe failed with statuscode: " + status);
  }

  private static String unbracket(String host) {
    return host == null ? "" : host.replaceAll("^\\[|]$", "");
  }

  private static List<HTTPHeader> headers(HTTPGetAction get) {
    return get.getHttpHeaders() == null ? List.of() : get.getHttpHeaders();
  }

  private Answer ask(URI url, List<HTTPHeader> headers, long deadline)
      throws InterruptedException, ExecutionException, TimeoutException {
    var left = deadline - System.nanoTime();
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(url.toString())
            .setConnectTimeout(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
    var sent = new CompletableFuture<HttpClientRequest>();
    var answered = new CompletableFuture<Answer>();
    client
        .request(options)
        .onSuccess(
            request -> {
              if (!sent.complete(request)) {
                request.reset();
                return;
              }
              send(request, headers, answered);
            })
        .onFailure(answered::completeExceptionally);
    try {
      return answered.get(Math.max(1, left), TimeUnit.NANOSECONDS);
    } finally {
      // Ends whatever is still under way; an answered request has nothing left to reset.
      sent.cancel(false);
      if (!sent.isCancelled()) {
        sent.join().reset();
      }
    }
  }

  private static void send(
      HttpClientRequest request, List<HTTPHeader> headers, CompletableFuture<Answer> answered) {
    request.putHeader("User-Agent", USER_AGENT).putHeader("Accept", "*/*");
    for (var header : headers) {
      if (header.getName().toLowerCase(Locale.ROOT).equals("host")) {
        request.authority(HostAndPort.parseAuthority(header.getValue(), -1));
      } else {
        request.putHeader(header.getName(), header.getValue());
      }
    }
    request
        .send()
        .onSuccess(response -> read(response, answered))
        .onFailure(answered::completeExceptionally);
  }

  /** Waits for the body, as much as a probe reads, so that the server is not cut off in vain. */
  private static void read(HttpClientResponse response, CompletableFuture<Answer> answered) {
    var answer = new Answer(response.statusCode(), response.getHeader("Location"));
    var seen = new int[1];
    response.handler(
        (Buffer chunk) -> {
          seen[0] += chunk.length();
          if (seen[0] > MAX_BODY) {
            answered.complete(answer);
          }
        });
    response.exceptionHandler(answered::completeExceptionally);
    response.endHandler(end -> answered.complete(answer));
  }

  @Override
  public void close() {
    client.close();
  }
}
