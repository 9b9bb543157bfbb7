package dev.quarterdeck.controllers.runtime;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.client.informer.Informer;
import dev.quarterdeck.client.informer.ObjectStore;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One collection as all controllers read it. Controllers add their handlers when they are made;
 * then it is started, and its store fills. What the store holds is shared and slim: nobody changes
 * it.
 */
public final class SharedInformer<T extends HasMetadata> {

  private final String resource;
  private final Informer.Builder<T> builder;
  private volatile Informer<T> informer;

  SharedInformer(String resource, Informer.Builder<T> builder) {
    this.resource = resource;
    this.builder = builder;
  }

  /**
   * Adds a handler, which the informer calls from one thread of its own.
   *
   * @throws IllegalStateException after the start
   */
  public void onChange(Consumer<Change<T>> handler) {
    if (informer != null) {
      throw new IllegalStateException("the informer of " + resource + " has started");
    }
    builder.onChange(handler);
  }

  /**
   * What is known of the collection.
   *
   * @throws IllegalStateException before the start
   */
  public ObjectStore<T> store() {
    if (informer == null) {
      throw new IllegalStateException("the informer of " + resource + " has not started");
    }
    return informer.store();
  }

  /** The plural name of the resource. */
  public String resource() {
    return resource;
  }

  /** Whether the first list is in the store and all handlers have seen it. */
  public boolean isSynced() {
    return informer != null && informer.isSynced();
  }

  /**
   * Waits until {@link #isSynced}; only after the start.
   *
   * @return false when {@code limit} passed first
   */
  public boolean awaitSynced(Duration limit) throws InterruptedException {
    return informer.awaitSynced(limit);
  }

  /** Why the collection cannot be listed or watched at present; empty while it can. */
  public Optional<String> lastError() {
    return informer == null ? Optional.empty() : informer.lastError();
  }

  /** From now on there is a store, empty as yet, and no more handlers are taken. */
  void build() {
    informer = builder.build();
  }

  void start() {
    informer.start();
  }

  void close() {
    if (informer != null) {
      informer.close();
    }
  }
}
