package dev.quarterdeck.controllers;

import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.controllers.ControllerHealth.State;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.Batch;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.SharedInformers;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The controllers of one process, as kube-controller-manager runs them. They are ordinary API
 * clients: the server may be this repository's or Kubernetes'.
 *
 * <p>Each starts when the collections that it reads have been listed; one that cannot read them
 * holds up no other.
 */
public final class Controllers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Controllers.class);

  private final SharedInformers informers;
  private final List<EventRecorder> recorders = new ArrayList<>();
  private final List<ControllerRun> runs = new ArrayList<>();

  /** By the system's time. */
  public Controllers(KubernetesClient client, MeterRegistry meters, ControllersConfig config) {
    this(client, meters, config, Time.system());
  }

  /**
   * @param client with the rights of system:kube-controller-manager; stays open when this is closed
   */
  public Controllers(
      KubernetesClient client, MeterRegistry meters, ControllersConfig config, Time time) {
    informers = new SharedInformers(client, time);
    var shared =
        new ControllerContext.Shared(
            new Api(client, time),
            informers,
            component -> recorder(client, component, time),
            time,
            meters,
            config.workers());
    try {
      KnownControllers.ALL.stream()
          .filter(spec -> config.selection().includes(spec.name()) && spec.wanted().test(config))
          .forEach(spec -> make(spec, config, shared));
    } catch (RuntimeException e) {
      recorders.forEach(EventRecorder::close);
      throw e;
    }
  }

  private void make(
      ControllerSpec spec, ControllersConfig config, ControllerContext.Shared shared) {
    var context = new ControllerContext(spec.name(), shared);
    runs.add(new ControllerRun(context, spec.make().apply(context, config)));
  }

  private EventRecorder recorder(KubernetesClient client, String component, Time time) {
    var recorder = new EventRecorder(client, component, null, time, RandomGenerator.getDefault());
    recorders.add(recorder);
    return recorder;
  }

  /**
   * Starts; returns at once. The server need not be up yet.
   *
   * @return this
   */
  public Controllers start() {
    informers.start();
    runs.forEach(ControllerRun::start);
    return this;
  }

  /** Whether all of them run. */
  public boolean isWorking() {
    return runs.stream().allMatch(run -> run.health().state() == State.RUNNING);
  }

  /** How each of them fares. */
  public List<ControllerHealth> health() {
    return runs.stream().map(ControllerRun::health).toList();
  }

  /** Stops promptly: first the controllers, all at once, then what they read and write through. */
  @Override
  public void close() {
    try {
      var failures = Batch.run(runs.stream().<Callable<Void>>map(run -> () -> close(run)).toList());
      failures.forEach(failure -> LOG.warn("a controller did not close", failure));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    informers.close();
    recorders.forEach(EventRecorder::close);
  }

  private static Void close(ControllerRun run) {
    run.close();
    return null;
  }
}
