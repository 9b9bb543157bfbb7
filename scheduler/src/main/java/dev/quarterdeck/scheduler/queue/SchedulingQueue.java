package dev.quarterdeck.scheduler.queue;

import dev.quarterdeck.client.Backoff;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import dev.quarterdeck.scheduler.framework.ClusterEvent;
import dev.quarterdeck.scheduler.framework.ClusterEvents;
import dev.quarterdeck.scheduler.framework.QueuedPod;
import dev.quarterdeck.scheduler.queue.QueuePlaces.Place;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Pods that have no node, each in one of five places: <em>active</em> (to be tried, in the order of
 * the QueueSort plugin), <em>in flight</em> (being tried or bound), <em>backing off</em> (tried
 * again when its back-off is over, or earlier when nothing is active), <em>unschedulable</em> (no
 * node could take it; it waits for an event that can help, or for the limit of this wait),
 * <em>gated</em> (a PreEnqueue plugin keeps it from being tried).
 *
 * <p>Events during an attempt are kept for it: a pod never waits for an event that has been.
 */
public final class SchedulingQueue implements AutoCloseable {

  /**
   * How long pods wait.
   *
   * @param backoff after failed attempts
   * @param unschedulableLimit the longest a pod is unschedulable before it is tried again
   */
  public record Timing(Backoff backoff, Duration unschedulableLimit) {
    public static final Timing DEFAULT =
        new Timing(
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10)), Duration.ofMinutes(5));
  }

  /** How many pods are in each place. */
  public record Sizes(int active, int backoff, int unschedulable, int gated, int inFlight) {}

  private final QueueRules rules;
  private final Time time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PendingPods pending;
  private final InFlightPods inFlight = new InFlightPods();
  private long order;
  private boolean closed;

  public SchedulingQueue(QueueRules rules, Timing timing, Time time) {
    this.rules = rules;
    this.time = time;
    pending = new PendingPods(rules, new QueueBackoff(timing.backoff), timing.unschedulableLimit);
  }

  /** A pod without a node was added or updated. */
  public void put(PodInfo pod) {
    change(
        () -> {
          var known = inFlight.find(pod.key()).or(() -> pending.find(pod.key()));
          if (known.isEmpty()) {
            pending.add(QueuedPod.arrived(pod, time.instant(), order++));
          } else if (!known.get().pod().isSamePodAs(pod)) {
            forget(pod.key());
            pending.add(QueuedPod.arrived(pod, time.instant(), order++));
          } else if (!known.get().pod().equals(pod)) {
            update(known.get(), pod);
          }
        });
  }

  private void update(QueuedPod known, PodInfo pod) {
    var events = ClusterEvents.ofUpdate(known.pod(), pod);
    if (inFlight.find(pod.key()).isPresent()) {
      inFlight.update(known.with(pod));
      events.forEach(inFlight::record);
    } else {
      pending.update(known.with(pod), events, time.instant());
    }
  }

  /** The pod was deleted, has a node, or is no longer this scheduler's. */
  public void remove(ObjectKey pod) {
    change(() -> forget(pod));
  }

  private void forget(ObjectKey pod) {
    pending.remove(pod);
    inFlight.end(pod);
  }

  /**
   * Waits for the next pod to try, which is then in flight.
   *
   * @return empty once the queue is closed
   */
  public Optional<QueuedPod> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
        var next = next();
        if (next.isPresent()) {
          return next;
        }
        time.await(lock, changed, pending.untilNext(time.instant()));
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** The next pod to try if there is one now. */
  public Optional<QueuedPod> poll() {
    return locked(this::next);
  }

  private Optional<QueuedPod> next() {
    var next = pending.next(time.instant()).map(QueuedPod::tried);
    next.ifPresent(inFlight::begin);
    return next;
  }

  /**
   * The decision for the pod stands and it is going to be bound: events that come from now on need
   * not be kept for it.
   */
  public void settle(QueuedPod tried) {
    changeIfInFlight(tried, () -> inFlight.settle(tried.pod().key()));
  }

  /** The pod is bound. */
  public void done(QueuedPod tried) {
    changeIfInFlight(tried, () -> inFlight.end(tried.pod().key()));
  }

  /**
   * No node could take the pod: it waits for an event that changes what these plugins said. Has no
   * effect when the pod has been removed meanwhile.
   *
   * @param pendingOn those of the plugins whose status was Pending
   */
  public void reject(QueuedPod tried, Set<String> rejectedBy, Set<String> pendingOn) {
    putBack(tried, queued -> queued.rejected(rejectedBy, pendingOn, time.instant()));
  }

  /**
   * The attempt ended with an error: the pod is tried again after a back-off. Has no effect when
   * the pod has been removed meanwhile.
   */
  public void fail(QueuedPod tried) {
    putBack(tried, queued -> queued.failed(time.instant()));
  }

  private void putBack(QueuedPod tried, UnaryOperator<QueuedPod> outcome) {
    changeIfInFlight(
        tried,
        () -> {
          var key = tried.pod().key();
          var queued = outcome.apply(inFlight.find(key).orElseThrow());
          var events = inFlight.eventsSince(key);
          inFlight.end(key);
          pending.putBack(queued, events, time.instant());
        });
  }

  /** Something happened in the cluster: the pods that it may help are tried again. */
  public void move(ClusterEvent<?> event) {
    move(event, _ -> true);
  }

  /** As {@link #move(ClusterEvent)}, but the event can help only the pods that are concerned. */
  public void move(ClusterEvent<?> event, Predicate<PodInfo> concerned) {
    if (rules.isOfInterest(event)) {
      change(
          () -> {
            pending.move(event, concerned, time.instant());
            inFlight.record(event);
          });
    }
  }

  public Sizes sizes() {
    return locked(
        () ->
            new Sizes(
                pending.size(Place.ACTIVE),
                pending.size(Place.BACKOFF) + pending.size(Place.ERROR_BACKOFF),
                pending.size(Place.UNSCHEDULABLE),
                pending.size(Place.GATED),
                inFlight.size()));
  }

  /** How many waiting pods of a profile were rejected by the plugin in their last attempt. */
  public long rejectedBy(String schedulerName, String plugin) {
    return locked(
        () ->
            pending
                .all()
                .filter(queued -> queued.pod().schedulerName().equals(schedulerName))
                .filter(queued -> queued.rejectedBy().contains(plugin))
                .count());
  }

  /** Wakes whoever takes. */
  @Override
  public void close() {
    change(() -> closed = true);
  }

  private void changeIfInFlight(QueuedPod tried, Runnable change) {
    change(
        () -> {
          var current = inFlight.find(tried.pod().key());
          if (current.isPresent() && current.get().order() == tried.order()) {
            change.run();
          }
        });
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private <T> T locked(Supplier<T> read) {
    lock.lock();
    try {
      return read.get();
    } finally {
      lock.unlock();
    }
  }
}
