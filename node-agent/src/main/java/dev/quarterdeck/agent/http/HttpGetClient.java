package dev.quarterdeck.agent.http;

import dev.quarterdeck.agent.http.ContainerPorts.NoSuchPort;
import io.fabric8.kubernetes.api.model.Container;
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
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Sends the requests of {@code httpGet} probes and lifecycle hooks as the kubelet does: it does not
 * verify certificates, does not send the agent's credentials, sends the action's headers (also
 * Host), and follows redirects only to the same host.
 */
public final class HttpGetClient implements AutoCloseable {

  private static final int MAX_BODY = 10 << 10;
  private static final int MAX_REDIRECTS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  // How Netty reports a plain HTTP answer to a TLS handshake.
  private static final String PLAIN_HTTP = "not an SSL/TLS record: 48545450";
  private static final String NEEDS_ESCAPE = " \"<>\\^`{|}";

  private sealed interface Answer {
    /**
     * @param location null when the answer has no such header
     */
    record Response(int status, String location) implements Answer {}

    /** The server speaks HTTP where TLS was expected. */
    record PlainHttp() implements Answer {}

    record NoAnswer(String why) implements Answer {}
  }

  /** One request: its URI, its headers and its deadline by {@link System#nanoTime}. */
  private record Exchange(
      URI url, List<HTTPHeader> headers, boolean ownHost, HttpPurpose purpose, long deadline) {

    Exchange to(URI next, boolean relative) {
      return new Exchange(next, headers, ownHost && relative, purpose, deadline);
    }
  }

  private final HttpClient client;

  public HttpGetClient(Vertx vertx) {
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

  /**
   * @param podIp the host of an action that names none
   * @param timeout for all redirects together
   */
  public HttpGetResult get(
      HTTPGetAction action,
      Container container,
      String podIp,
      HttpPurpose purpose,
      Duration timeout)
      throws InterruptedException {
    try {
      var host = Objects.requireNonNullElse(action.getHost(), "");
      var port = ContainerPorts.resolve(action.getPort(), container);
      var url = url(action, host.isEmpty() ? podIp : host, port);
      var headers = Objects.requireNonNullElse(action.getHttpHeaders(), List.<HTTPHeader>of());
      var deadline = System.nanoTime() + timeout.toNanos();
      return follow(new Exchange(url, headers, true, purpose, deadline));
    } catch (NoSuchPort e) {
      return new HttpGetResult.NoPort(e.getMessage());
    } catch (IllegalArgumentException e) {
      return new HttpGetResult.Failed(e.getMessage());
    }
  }

  private static URI url(HTTPGetAction action, String host, int port) {
    var path = Objects.requireNonNullElse(action.getPath(), "");
    return URI.create(
        "%s://%s:%d%s%s"
            .formatted(
                "HTTPS".equalsIgnoreCase(action.getScheme()) ? "https" : "http",
                host.contains(":") ? "[" + host + "]" : host,
                port,
                path.startsWith("/") ? "" : "/",
                escape(path)));
  }

  /** Escapes the characters that a URI does not allow; accepts the same paths as Go. */
  private static String escape(String path) {
    var escaped = new StringBuilder();
    for (var b : path.getBytes(StandardCharsets.UTF_8)) {
      if (b <= ' ' || b == 127 || NEEDS_ESCAPE.indexOf(b) >= 0) {
        escaped.append("%%%02X".formatted(b));
      } else {
        escaped.append((char) b);
      }
    }
    return escaped.toString();
  }

  private HttpGetResult follow(Exchange first) throws InterruptedException {
    var next = first;
    for (var hop = 0; hop <= MAX_REDIRECTS; hop++) {
      switch (attempt(next)) {
        case Answer.NoAnswer(var why) -> {
          return failed(next, why);
        }
        case Answer.PlainHttp _ -> {
          if (!next.purpose.fallsBackToHttp()) {
            return failed(next, "http: server gave HTTP response to HTTPS client");
          }
          next = next.to(URI.create(next.url.toString().replaceFirst("^https", "http")), true);
        }
        case Answer.Response(var status, var location)
            when !REDIRECTS.contains(status) || location == null -> {
          return new HttpGetResult.Answered(status);
        }
        case Answer.Response(_, var location) -> {
          var target = next.url.resolve(location);
          if (!first.url.getHost().equals(target.getHost())) {
            return new HttpGetResult.RedirectedAway();
          }
          next = next.to(target, !URI.create(location).isAbsolute());
        }
      }
    }
    return failed(next, "stopped after 10 redirects");
  }

  private static HttpGetResult failed(Exchange exchange, String message) {
    return new HttpGetResult.Failed("Get \"%s\": %s".formatted(exchange.url, message));
  }

  private Answer attempt(Exchange exchange) throws InterruptedException {
    try {
      return send(exchange);
    } catch (TimeoutException e) {
      return new Answer.NoAnswer(
          "context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
    } catch (ExecutionException e) {
      return isPlainHttp(e)
          ? new Answer.PlainHttp()
          : new Answer.NoAnswer(NetworkFailures.text(e.getCause()));
    }
  }

  private static boolean isPlainHttp(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(cause -> String.valueOf(cause.getMessage()).contains(PLAIN_HTTP));
  }

  private Answer send(Exchange exchange)
      throws InterruptedException, ExecutionException, TimeoutException {
    var left = exchange.deadline - System.nanoTime();
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(exchange.url.toString())
            .setConnectTimeout(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
    var sent = new CompletableFuture<HttpClientRequest>();
    var answered = new CompletableFuture<Answer>();
    client
        .request(options)
        .onSuccess(
            request -> {
              if (sent.complete(request)) {
                send(request, exchange, answered);
              } else {
                request.reset();
              }
            })
        .onFailure(answered::completeExceptionally);
    try {
      return answered.get(Math.max(1, left), TimeUnit.NANOSECONDS);
    } finally {
      // Cancels a request that has not been answered.
      sent.cancel(false);
      if (!sent.isCancelled()) {
        sent.join().reset();
      }
    }
  }

  private static void send(
      HttpClientRequest request, Exchange exchange, CompletableFuture<Answer> answered) {
    setHeaders(request, exchange);
    request
        .send()
        .onSuccess(response -> read(response, answered))
        .onFailure(answered::completeExceptionally);
  }

  private static void setHeaders(HttpClientRequest request, Exchange exchange) {
    var own = request.headers();
    for (var header : exchange.headers) {
      if (exchange.ownHost || !header.getName().equalsIgnoreCase("Host")) {
        own.add(header.getName(), header.getValue());
      }
    }
    if (!own.contains("User-Agent")) {
      own.set("User-Agent", exchange.purpose.userAgent());
    }
    if (!own.contains("Accept")) {
      own.set("Accept", "*/*");
    } else if (own.get("Accept").isEmpty()) {
      own.remove("Accept"); // how a pod says that it wants none
    }
  }

  /**
   * Reads the body up to the length that a probe reads, so that the server can finish its answer.
   */
  private static void read(HttpClientResponse response, CompletableFuture<Answer> answered) {
    var answer = new Answer.Response(response.statusCode(), response.getHeader("Location"));
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
