package dev.quarterdeck.controllers.runtime;

import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What one controller works with. The informers that it asks for while it is made are those that it
 * waits for before it starts.
 */
public final class ControllerContext {

  /**
   * What all controllers share.
   *
   * @param api for writes and uncached reads
   * @param recorders makes the recorder whose events come from the named component
   * @param time that decisions depend on, and of all waits
   * @param workers how many objects one controller works on at once
   */
  public record Shared(
      Api api,
      SharedInformers informers,
      Function<String, EventRecorder> recorders,
      Time time,
      MeterRegistry meters,
      int workers) {}

  private final String name;
  private final Shared shared;
  private final Set<SharedInformer<?>> informers = new LinkedHashSet<>();

  /**
   * @param name of the controller, such as {@code deployment-controller}
   */
  public ControllerContext(String name, Shared shared) {
    this.name = name;
    this.shared = shared;
  }

  /** The controller's name. */
  public String name() {
    return name;
  }

  /** The informer of a collection that the controller reads; to be asked for while it is made. */
  public <T extends HasMetadata> SharedInformer<T> informer(InformerSpec<T> spec) {
    var informer = shared.informers.get(spec);
    informers.add(informer);
    return informer;
  }

  /** The informers that the controller has asked for. */
  public List<SharedInformer<?>> informers() {
    return new ArrayList<>(informers);
  }

  public Api api() {
    return shared.api;
  }

  /** A recorder whose events come from {@code component}. */
  public EventRecorder recorder(String component) {
    return shared.recorders.apply(component);
  }

  public Time time() {
    return shared.time;
  }

  public MeterRegistry meters() {
    return shared.meters;
  }

  /** How many objects the controller works on at once. */
  public int workers() {
    return shared.workers;
  }
}
