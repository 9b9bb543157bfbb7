package dev.quarterdeck.agent;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves metrics over plain HTTP without authentication, as CoreDNS does at port 9153. */
final class MetricsServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);
  private static final String PATH = "/metrics";
  private static final int IDLE_SECONDS = 30;
  private static final int MAX_HEADER_BYTES = 4096;
  private static final int STOP_SECONDS = 5;
  private static final int NOT_FOUND = 404;

  private final List<HttpServer> servers = new ArrayList<>();

  /**
   * Starts to listen. An address on which that fails has no metrics; the log names it.
   *
   * @param metrics text in Prometheus' exposition format
   */
  MetricsServer(Vertx vertx, List<String> addresses, int port, Supplier<String> metrics) {
    for (var address : addresses) {
      var options =
          new HttpServerOptions()
              .setHost(address)
              .setPort(port)
              .setIdleTimeout(IDLE_SECONDS)
              .setMaxHeaderSize(MAX_HEADER_BYTES);
      var server =
          vertx.createHttpServer(options).requestHandler(request -> answer(request, metrics));
      servers.add(server);
      server
          .listen()
          .onFailure(
              e ->
                  LOG.warn(
                      "metrics not served address={} port={} error=\"{}\"",
                      address,
                      port,
                      e.getMessage()));
    }
  }

  private static void answer(HttpServerRequest request, Supplier<String> metrics) {
    var response = request.response();
    if (request.path().equals(PATH)) {
      response.putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      response.end(metrics.get());
    } else {
      response.setStatusCode(NOT_FOUND).end();
    }
  }

  @Override
  public void close() throws Exception {
    for (var server : servers) {
      server.close().toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
    }
  }
}
