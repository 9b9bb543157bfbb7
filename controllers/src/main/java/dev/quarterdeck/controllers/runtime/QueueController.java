package dev.quarterdeck.controllers.runtime;

import dev.quarterdeck.client.queue.WorkQueue;
import dev.quarterdeck.client.reconcile.ReconcileLoop;
import dev.quarterdeck.client.reconcile.Reconciler;

/**
 * A controller whose handlers only say which keys are to be looked at; a reconciler looks at them.
 *
 * @param <K> names what is reconciled; its {@code toString} is what log lines show
 */
public abstract class QueueController<K> implements Controller {

  protected final Workshop workshop;

  /** Where handlers put the keys, before the start too. */
  protected final WorkQueue<K> queue;

  private final String name;
  private final ReconcileLoop<K> loop;

  protected QueueController(String name, Workshop workshop, Reconciler<K> reconciler) {
    this(name, workshop, workshop.workers(), reconciler);
  }

  /**
   * @param workers how many keys may be in work at once, where it is not as many as usual
   */
  protected QueueController(String name, Workshop workshop, int workers, Reconciler<K> reconciler) {
    this.name = name;
    this.workshop = workshop;
    queue = new WorkQueue<>(name, workshop.time(), workshop.meters());
    loop =
        new ReconcileLoop<>(name, queue, workers, reconciler, workshop.time(), workshop.meters());
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void close() {
    loop.close();
  }
}
