package dev.quarterdeck.scheduler;

import dev.quarterdeck.apiserver.ApiServer;
import dev.quarterdeck.apiserver.ApiServerConfig;
import dev.quarterdeck.apiserver.access.AuditLog;
import dev.quarterdeck.apiserver.access.Authenticator;
import dev.quarterdeck.apiserver.discovery.ServerFacts;
import dev.quarterdeck.apiserver.http.ApiRoutes;
import dev.quarterdeck.apiserver.http.HttpLimits;
import dev.quarterdeck.apiserver.store.MemoryStore;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.token.TokenIssuer;
import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.model.User;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The real API server on plain HTTP and memory; everybody is an administrator. */
final class MemoryApiServer implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final Store store = new MemoryStore();
  private final ApiServer server;
  private final HttpServer http;

  MemoryApiServer() {
    Authenticator everybody =
        credentials -> Optional.of(new User("admin", List.of(User.MASTERS, User.AUTHENTICATED)));
    var config =
        new ApiServerConfig(
            new ServerFacts("127.0.0.1", "v1.36.0+test", "", "2026-01-01T00:00:00Z"),
            "127.0.0.1",
            6443,
            "10.96.0.0/16",
            Optional.empty(),
            List.of(everybody),
            ApiRoutes.Limits.DEFAULT,
            TokenIssuer.ephemeral(),
            AuditLog.NONE,
            () -> "");
    server = ApiServer.create(config, vertx, store, new SimpleMeterRegistry());
    server.bootstrap();
    var router = Router.router(vertx);
    server.mount(router);
    var options = HttpLimits.apply(new HttpServerOptions().setHost("127.0.0.1"));
    http = await(vertx.createHttpServer(options).requestHandler(router).listen(0));
  }

  KubernetesClient client() {
    var url = "http://127.0.0.1:" + http.actualPort();
    return ApiClient.connect(new ConfigBuilder(Config.empty()).withMasterUrl(url).build(), "test");
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("the server did not start or stop", e);
    }
  }

  @Override
  public void close() {
    await(http.close());
    server.close();
    store.close();
    await(vertx.close());
  }
}
