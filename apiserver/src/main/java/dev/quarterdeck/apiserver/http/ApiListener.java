package dev.quarterdeck.apiserver.http;

import dev.quarterdeck.apiserver.http.limit.FlushTogether;
import dev.quarterdeck.apiserver.http.limit.HeadDeadline;
import dev.quarterdeck.apiserver.http.limit.HttpLimits;
import dev.quarterdeck.model.Json;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.time.Duration;

/**
 * The sockets the API listens on, with what no route can see to: how long a request's head may
 * take, and what is answered to one that is no request.
 */
public final class ApiListener {

  /** What kube-apiserver gives a request's head. */
  public static final Duration HEAD_WITHIN = Duration.ofSeconds(32);

  private final Vertx vertx;
  private final Router router;
  private final Duration headWithin;

  /**
   * @param headWithin how long a request's head may take to arrive
   */
  public ApiListener(Vertx vertx, Router router, Duration headWithin) {
    this.vertx = vertx;
    this.router = router;
    this.headWithin = headWithin;
  }

  /** One server of this kind, not yet listening. */
  public HttpServer server(HttpServerOptions options) {
    var heads = new HeadDeadline(headWithin);
    return vertx
        .createHttpServer(HttpLimits.apply(options))
        .connectionHandler(
            connection -> {
              heads.begin(connection);
              FlushTogether.begin(connection);
            })
        .invalidRequestHandler(ApiListener::refuse)
        .requestHandler(
            request -> {
              heads.arrived(request);
              router.handle(request);
            });
  }

  /**
   * Listens with one server on each of {@code loops} event loops, which share the port and the
   * connections.
   *
   * @return done when all of them listen
   */
  public Future<Void> listen(HttpServerOptions options, int port, int loops) {
    return vertx
        .deployVerticle(
            () ->
                new AbstractVerticle() {
                  @Override
                  public void start(Promise<Void> started) {
                    server(new HttpServerOptions(options))
                        .listen(port)
                        .<Void>mapEmpty()
                        .onComplete(started);
                  }
                },
            new DeploymentOptions().setInstances(loops))
        .mapEmpty();
  }

  /** The bytes are no request: its line or head is too long, or no HTTP at all. */
  private static void refuse(HttpServerRequest request) {
    var cause = request.decoderResult().cause();
    switch (cause) {
      case TooLongHttpLineException _ -> answer(request, 414, "the request's URI is too long");
      case TooLongHttpHeaderException _ -> answer(request, 431, "the request's head is too large");
      case TooLongFrameException _ -> answer(request, 431, "the request's head is too large");
      case null, default -> answer(request, 400, "the bytes sent are no HTTP request");
    }
  }

  private static void answer(HttpServerRequest request, int code, String message) {
    var status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Failure").put("message", message);
    if (code == 400) {
      status.put("reason", "BadRequest");
    }
    request
        .response()
        .setStatusCode(code)
        .putHeader("Content-Type", "application/json")
        .putHeader("Connection", "close")
        .end(Buffer.buffer(Json.write(status.put("code", code))))
        .onComplete(sent -> request.connection().close());
  }
}
