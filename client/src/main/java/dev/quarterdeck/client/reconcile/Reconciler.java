package dev.quarterdeck.client.reconcile;

/**
 * Reconciles one key: moves the actual state towards the desired one.
 *
 * @param <K> names the object; its {@code toString} is what log lines show
 */
@FunctionalInterface
public interface Reconciler<K> {

  /**
   * Called by one thread at a time per key, and again whenever the key is added to the queue.
   *
   * @throws Exception to be called again after the key's back-off
   */
  Result reconcile(K key) throws Exception;
}
