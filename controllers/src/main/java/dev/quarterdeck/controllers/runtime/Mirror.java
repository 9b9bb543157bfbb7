package dev.quarterdeck.controllers.runtime;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.client.informer.Informer;
import dev.quarterdeck.client.informer.ObjectStore;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * One resource held once for all controllers: they add their handlers, then it is started, then
 * they read it.
 */
public final class Mirror<T extends HasMetadata> implements AutoCloseable {

  private final Informer.Builder<T> builder;
  private Informer<T> informer;

  Mirror(Informer.Builder<T> builder) {
    this.builder = builder;
  }

  /** Adds a handler; before the start only. */
  public void onChange(Consumer<Change<T>> handler) {
    if (informer != null) {
      throw new IllegalStateException("the informer has started");
    }
    builder.onChange(handler);
  }

  /**
   * What is known.
   *
   * @throws IllegalStateException before the start
   */
  public ObjectStore<T> store() {
    if (informer == null) {
      throw new IllegalStateException("the informer has not started");
    }
    return informer.store();
  }

  void start() {
    informer = builder.start();
  }

  boolean awaitSynced(Duration limit) throws InterruptedException {
    return informer.awaitSynced(limit);
  }

  boolean isSynced() {
    return informer != null && informer.isSynced();
  }

  @Override
  public void close() {
    if (informer != null) {
      informer.close();
    }
  }
}
