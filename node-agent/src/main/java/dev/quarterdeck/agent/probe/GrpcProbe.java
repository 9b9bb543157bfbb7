package dev.quarterdeck.agent.probe;

import dev.quarterdeck.agent.http.HttpPurpose;
import dev.quarterdeck.agent.http.NetworkFailures;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs gRPC probes: the unary call {@code grpc.health.v1.Health/Check} over cleartext HTTP/2. Its
 * two messages have one field each, so this class encodes and decodes them without a gRPC library.
 */
final class GrpcProbe implements AutoCloseable {

  private static final String METHOD = "/grpc.health.v1.Health/Check";
  private static final int FRAME_HEADER = 5;
  private static final int UNIMPLEMENTED = 12;
  private static final int NOT_FOUND = 5;
  private static final int SERVING = 1;

  /**
   * @param code the gRPC status
   * @param health field 1 of HealthCheckResponse
   */
  private record Answer(int code, String message, int health) {}

  private final HttpClient client;

  GrpcProbe(Vertx vertx) {
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2KeepAliveTimeout(1)
                .setHttp2MaxPoolSize(1));
  }

  ProbeResult attempt(String host, int port, String service, Duration timeout)
      throws InterruptedException {
    var sent = new CompletableFuture<HttpClientRequest>();
    var answered = new CompletableFuture<Answer>();
    client
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(host)
                .setPort(port)
                .setURI(METHOD)
                .setConnectTimeout(Math.max(1, timeout.toMillis())))
        .onSuccess(
            request -> {
              if (sent.complete(request)) {
                send(request, service, answered);
              } else {
                request.reset();
              }
            })
        .onFailure(answered::completeExceptionally);
    try {
      return judge(answered.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return new ProbeResult.Failure(
          "timeout: health rpc did not complete within %ds".formatted(timeout.toSeconds()));
    } catch (ExecutionException e) {
      return new ProbeResult.Failure(
          "error: failed to connect service at \"%s:%d\": %s"
              .formatted(host, port, NetworkFailures.text(e.getCause())));
    } finally {
      sent.cancel(false);
      if (!sent.isCancelled()) {
        sent.join().reset();
      }
    }
  }

  private static ProbeResult judge(Answer answer) {
    if (answer.code() == UNIMPLEMENTED) {
      return new ProbeResult.Failure(
          "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): "
              + answer.message());
    }
    if (answer.code() == NOT_FOUND) {
      return new ProbeResult.Failure("error: health service not found: " + answer.message());
    }
    if (answer.code() != 0) {
      return new ProbeResult.Failure(
          "error: health rpc probe failed: code %d: %s".formatted(answer.code(), answer.message()));
    }
    return answer.health() == SERVING
        ? new ProbeResult.Success()
        : new ProbeResult.Failure(
            "service unhealthy (responded with \"%s\")".formatted(name(answer.health())));
  }

  private static String name(int health) {
    return switch (health) {
      case 0 -> "UNKNOWN";
      case 2 -> "NOT_SERVING";
      case 3 -> "SERVICE_UNKNOWN";
      default -> String.valueOf(health);
    };
  }

  private static void send(
      HttpClientRequest request, String service, CompletableFuture<Answer> answered) {
    request
        .putHeader("content-type", "application/grpc")
        .putHeader("te", "trailers")
        .putHeader("user-agent", HttpPurpose.PROBE.userAgent())
        .send(frame(service))
        .onFailure(answered::completeExceptionally)
        .onSuccess(
            response ->
                response
                    .body()
                    .onFailure(answered::completeExceptionally)
                    .onSuccess(
                        body ->
                            answered.complete(
                                read(response.headers(), response.trailers(), body))));
  }

  /** Encodes a HealthCheckRequest with its one field, {@code string service = 1}. */
  private static Buffer frame(String service) {
    var name = service.getBytes(StandardCharsets.UTF_8);
    var message = Buffer.buffer();
    if (name.length > 0) {
      message.appendByte((byte) 0x0a);
      var length = name.length;
      for (; length > 0x7f; length >>>= 7) {
        message.appendByte((byte) (length & 0x7f | 0x80));
      }
      message.appendByte((byte) length).appendBytes(name);
    }
    return Buffer.buffer().appendByte((byte) 0).appendInt(message.length()).appendBuffer(message);
  }

  /**
   * Decodes the answer. One without a message ("trailers only") has its gRPC status among the
   * headers.
   */
  private static Answer read(MultiMap headers, MultiMap trailers, Buffer body) {
    var end = trailers.contains("grpc-status") ? trailers : headers;
    var status = end.get("grpc-status");
    var code = status != null && status.matches("\\d{1,2}") ? Integer.parseInt(status) : 2;
    var message = end.get("grpc-message");
    // HealthCheckResponse has one field, an enum: tag 8 and one byte; absent means 0.
    var at = FRAME_HEADER;
    var health = body.length() >= at + 2 && body.getByte(at) == 8 ? body.getByte(at + 1) : 0;
    return new Answer(code, message == null ? "" : message, health);
  }

  @Override
  public void close() {
    client.close();
  }
}
