package dev.quarterdeck.agent.probe;

import dev.quarterdeck.agent.http.HttpGetClient;
import dev.quarterdeck.agent.worker.ContainerProbes;
import dev.quarterdeck.cri.CriRuntime;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the probes of this node's containers, each on its own virtual thread. */
public final class NodeProbes implements ContainerProbes, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NodeProbes.class);

  /** Takes messages about probes; each becomes a warning event of the container. */
  @FunctionalInterface
  public interface Reports {
    /**
     * @param reason {@code Unhealthy} or {@code ProbeWarning}
     */
    void report(Pod pod, Container container, String reason, String message);
  }

  /**
   * The listeners of the probes.
   *
   * @param changed takes the pod's UID when the probe state of one of its containers changes
   */
  public record Listeners(Consumer<String> changed, Reports reports) {}

  private record Running(ProbedContainer container, List<Thread> threads) {}

  private final GrpcProbe grpc;
  private final ProbeActions actions;
  private final Listeners listeners;
  private final Time time;
  private final RandomGenerator random;
  private final MeterRegistry meters;
  private final Map<String, Running> running = new ConcurrentHashMap<>();

  /**
   * @param http stays open when the probes are closed
   * @param random spreads the first attempts after a restart of the agent
   */
  public NodeProbes(
      Vertx vertx,
      CriRuntime runtime,
      HttpGetClient http,
      Listeners listeners,
      Time time,
      RandomGenerator random,
      MeterRegistry meters) {
    this.grpc = new GrpcProbe(vertx);
    this.actions = new ProbeActions(runtime, http, grpc);
    this.listeners = listeners;
    this.time = time;
    this.random = random;
    this.meters = meters;
  }

  @Override
  public void start(Target target) {
    running.computeIfAbsent(target.containerId(), id -> run(new ProbedContainer(target)));
  }

  private Running run(ProbedContainer container) {
    var threads = new ArrayList<Thread>();
    for (var kind : container.probes().keySet()) {
      var name =
          "probe-%s-%s/%s"
              .formatted(
                  kind.title().toLowerCase(Locale.ROOT),
                  ObjectKey.of(container.target().pod()),
                  container.target().container().getName());
      threads.add(Thread.ofVirtual().name(name).start(() -> probe(container, kind)));
    }
    return new Running(container, List.copyOf(threads));
  }

  @Override
  public void stop(String containerId) {
    var gone = running.remove(containerId);
    if (gone != null) {
      gone.threads().forEach(Thread::interrupt);
    }
  }

  @Override
  public State state(String containerId) {
    var known = running.get(containerId);
    return known == null ? State.INITIAL : known.container().state();
  }

  private void probe(ProbedContainer container, ProbeKind kind) {
    var probe = container.probes().get(kind);
    var timing = ProbeTiming.of(probe);
    var action = actions.of(probe, container.target());
    try {
      time.sleep(firstDelay(container.target(), timing));
      while (!container.isFinal(kind)) {
        container.awaitTurn(kind);
        attempt(container, kind, action, timing);
        if (!container.isFinal(kind)) {
          time.sleep(timing.period());
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration firstDelay(Target target, ProbeTiming timing) {
    var due = target.startedAt().plus(timing.initialDelay());
    var wait = Duration.between(time.instant(), due);
    if (!target.seed().equals(State.INITIAL)) {
      var spread = Duration.ofMillis((long) (random.nextDouble() * timing.period().toMillis()));
      return wait.compareTo(spread) > 0 ? wait : spread;
    }
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  private void attempt(
      ProbedContainer container, ProbeKind kind, ProbeAction action, ProbeTiming timing)
      throws InterruptedException {
    var outcome = action.attempt(timing.timeout());
    if (Thread.interrupted()) {
      throw new InterruptedException(); // The container stops, so the outcome does not count.
    }
    count(kind, outcome);
    reportOutcome(container.target(), kind, outcome);
    if (container.record(kind, outcome)) {
      // The event has the failure's message, which may have several lines.
      var state = container.state();
      LOG.info(
          "probe changed pod={} container={} probe={} started={} ready={} failed={}",
          ObjectKey.of(container.target().pod()),
          container.target().container().getName(),
          kind.title(),
          state.started(),
          state.ready(),
          state.failure().isPresent());
      listeners.changed().accept(container.target().pod().getMetadata().getUid());
    }
  }

  private void reportOutcome(Target target, ProbeKind kind, ProbeResult outcome) {
    switch (outcome) {
      case ProbeResult.Success ignored -> {}
      case ProbeResult.Warning(var message) ->
          report(target, "ProbeWarning", "%s probe warning: %s".formatted(kind.title(), message));
      case ProbeResult.Failure(var message) ->
          report(target, "Unhealthy", "%s probe failed: %s".formatted(kind.title(), message));
      case ProbeResult.Unknown(var message) ->
          report(
              target,
              "Unhealthy",
              "%s probe errored and resulted in unknown state: %s"
                  .formatted(kind.title(), message));
    }
  }

  private void report(Target target, String reason, String message) {
    listeners.reports().report(target.pod(), target.container(), reason, message);
  }

  private void count(ProbeKind kind, ProbeResult outcome) {
    var result =
        switch (outcome) {
          case ProbeResult.Success ignored -> "successful";
          case ProbeResult.Warning ignored -> "successful";
          case ProbeResult.Failure ignored -> "failed";
          case ProbeResult.Unknown ignored -> "unknown";
        };
    Counter.builder("prober_probe_total")
        .tag("probe_type", kind.title())
        .tag("result", result)
        .register(meters)
        .increment();
  }

  /** Stops all probes. */
  @Override
  public void close() {
    List.copyOf(running.keySet()).forEach(this::stop);
    grpc.close();
  }
}
