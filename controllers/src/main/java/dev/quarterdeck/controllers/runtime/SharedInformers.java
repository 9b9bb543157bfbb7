package dev.quarterdeck.controllers.runtime;

import dev.quarterdeck.client.informer.Informer;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.LinkedHashMap;
import java.util.Map;

/** The informers of the collections that some controller reads; no others are made. */
public final class SharedInformers implements AutoCloseable {

  private final KubernetesClient client;
  private final Time time;
  private final Slimming slimming = new Slimming();
  private final Map<InformerSpec<?>, SharedInformer<?>> informers = new LinkedHashMap<>();
  private boolean started;

  public SharedInformers(KubernetesClient client, Time time) {
    this.client = client;
    this.time = time;
  }

  /**
   * The informer of a collection, made when the first controller asks for it.
   *
   * @throws IllegalStateException after the start, when nobody asked before
   */
  @SuppressWarnings("unchecked") // The map's values are of their keys' types.
  <T extends HasMetadata> SharedInformer<T> get(InformerSpec<T> spec) {
    return (SharedInformer<T>) informers.computeIfAbsent(spec, _ -> make(spec));
  }

  private <T extends HasMetadata> SharedInformer<T> make(InformerSpec<T> spec) {
    if (started) {
      throw new IllegalStateException("no controller reads " + spec.resource());
    }
    var builder = Informer.builder(client, spec.type(), time);
    spec.setUp(builder, slimming);
    return new SharedInformer<>(spec.resource(), builder);
  }

  /** Starts to list and watch; returns at once. */
  public void start() {
    started = true;
    // All stores are there before the first handler is called: it may look into any of them.
    informers.values().forEach(SharedInformer::build);
    informers.values().forEach(SharedInformer::start);
  }

  /** Stops at once; the stores stay as they are. */
  @Override
  public void close() {
    informers.values().forEach(SharedInformer::close);
  }
}
