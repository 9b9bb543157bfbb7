package dev.quarterdeck.controllers.runtime;

import dev.quarterdeck.client.queue.WorkQueue;
import dev.quarterdeck.client.reconcile.ReconcileLoop;
import dev.quarterdeck.client.reconcile.Reconciler;
import java.util.Optional;

/**
 * A controller whose handlers put keys into a queue, from which a reconciler takes them.
 *
 * @param <K> names what is reconciled; its {@code toString} is what log lines show
 */
public abstract class QueueController<K> implements Controller {

  /** Where handlers put the keys, before the start too. */
  protected final WorkQueue<K> queue;

  private final ReconcileLoop<K> loop;

  /**
   * @param queueName the {@code name} label of the queue's metrics, as in kube-controller-manager
   */
  protected QueueController(ControllerContext context, String queueName, Reconciler<K> reconciler) {
    this(context, queueName, context.workers(), reconciler);
  }

  /**
   * @param workers how many keys may be in work at once, where it is not as many as usual
   */
  protected QueueController(
      ControllerContext context, String queueName, int workers, Reconciler<K> reconciler) {
    this(context, queue(context, queueName), workers, reconciler);
  }

  /**
   * @param queue made by {@link #queue}, when the reconciler itself adds keys to it
   */
  protected QueueController(
      ControllerContext context, WorkQueue<K> queue, int workers, Reconciler<K> reconciler) {
    this.queue = queue;
    loop =
        new ReconcileLoop<>(
            context.name(), queue, workers, reconciler, context.time(), context.meters());
  }

  /** A queue with the metrics of a controller. */
  protected static <K> WorkQueue<K> queue(ControllerContext context, String queueName) {
    return new WorkQueue<>(queueName, context.time(), context.meters());
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public Optional<Throwable> failure() {
    return loop.failure();
  }

  @Override
  public void close() {
    loop.close();
  }
}
