package dev.quarterdeck.agent;

import dev.quarterdeck.agent.http.HttpGetClient;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent's parts, which are closed in reverse order, and what several of them share. */
final class AgentParts implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AgentParts.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private Vertx vertx;
  private HttpGetClient http;

  /** Closes {@code part} with the agent, before the parts that were there earlier. */
  <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  HttpGetClient http() {
    if (http == null) {
      http = keep(new HttpGetClient(vertx()));
    }
    return http;
  }

  Vertx vertx() {
    if (vertx == null) {
      vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(2));
      keep(() -> vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS));
    }
    return vertx;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("part of the agent not closed", e);
      }
    }
  }
}
