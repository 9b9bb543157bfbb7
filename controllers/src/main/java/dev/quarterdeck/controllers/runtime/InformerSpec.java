package dev.quarterdeck.controllers.runtime;

import dev.quarterdeck.client.informer.Informer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.function.BiConsumer;

/**
 * Describes a collection that controllers read. There is one informer for each, however many
 * controllers read it.
 */
public final class InformerSpec<T extends HasMetadata> {

  private final Class<T> type;
  private final BiConsumer<Informer.Builder<T>, Slimming> setup;

  /**
   * @param setup narrows the collection, slims its objects and adds indexes
   */
  InformerSpec(Class<T> type, BiConsumer<Informer.Builder<T>, Slimming> setup) {
    this.type = type;
    this.setup = setup;
  }

  /** All objects of a type, whole and without an index. */
  static <T extends HasMetadata> InformerSpec<T> of(Class<T> type) {
    return new InformerSpec<>(type, (builder, slimming) -> {});
  }

  Class<T> type() {
    return type;
  }

  void setUp(Informer.Builder<T> builder, Slimming slimming) {
    setup.accept(builder, slimming);
  }

  /** The plural name of the resource, for logs. */
  String resource() {
    return HasMetadata.getPlural(type);
  }
}
