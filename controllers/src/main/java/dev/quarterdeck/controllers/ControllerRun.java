package dev.quarterdeck.controllers;

import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.controllers.ControllerHealth.State;
import dev.quarterdeck.controllers.runtime.Controller;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One controller from its making to its end: it works once the informers it reads are synced. */
final class ControllerRun implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ControllerRun.class);
  private static final Duration REMIND = Duration.ofSeconds(30);

  private final ControllerContext context;
  private final Controller controller;
  private final Background starter;
  private volatile boolean started;

  ControllerRun(ControllerContext context, Controller controller) {
    this.context = context;
    this.controller = controller;
    starter = new Background(context.name() + "-start", context.time(), this::startWhenSynced);
  }

  /** Begins to wait for the informers, which have started; returns at once. */
  void start() {
    starter.start();
  }

  /** Deciding on half a picture would delete and create wrongly. */
  private void startWhenSynced() throws InterruptedException {
    for (var informer : context.informers()) {
      while (!informer.awaitSynced(REMIND)) {
        LOG.warn("controller waits controller={} error=\"{}\"", context.name(), unsynced());
      }
    }
    controller.start();
    started = true;
    LOG.info("controller started controller={}", context.name());
  }

  private String unsynced() {
    return context.informers().stream()
        .filter(informer -> !informer.isSynced())
        .map(ControllerRun::describe)
        .collect(Collectors.joining("; "));
  }

  private static String describe(SharedInformer<?> informer) {
    return informer.resource() + informer.lastError().map(error -> ": " + error).orElse("");
  }

  ControllerHealth health() {
    if (!started) {
      var waiting = starter.failure().map(Throwable::toString).orElseGet(this::unsynced);
      return new ControllerHealth(context.name(), State.WAITING, waiting);
    }
    Optional<Throwable> failure = controller.failure();
    return failure
        .map(cause -> new ControllerHealth(context.name(), State.FAILING, cause.toString()))
        .orElseGet(() -> new ControllerHealth(context.name(), State.RUNNING, ""));
  }

  @Override
  public void close() {
    starter.close();
    controller.close();
  }
}
