package dev.quarterdeck.scheduler.queue;

import dev.quarterdeck.client.Backoff;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.scheduler.snapshot.ClusterEvent;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Pods that wait for a node, each in one of four places: <em>active</em> (to be tried, by priority,
 * then by age), <em>in flight</em> (being tried or bound), <em>backing off</em> (to be tried when
 * its time has come), <em>parked</em> (no node could take it; it waits for an event that can help,
 * or for the periodic flush).
 *
 * <p>What happens while a pod is in flight is remembered for it: a pod is never parked past the
 * event that would have helped.
 */
public final class SchedulingQueue implements AutoCloseable {

  /**
   * How long pods wait.
   *
   * @param backoff after failed attempts
   * @param flush the longest a pod stays parked
   */
  public record Waits(Backoff backoff, Duration flush) {
    public static final Waits DEFAULT =
        new Waits(
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10)), Duration.ofMinutes(5));
  }

  /** How many pods are in each place. */
  public record Sizes(int active, int backoff, int parked, int inFlight) {}

  private sealed interface Place {
    QueuedPod queued();

    record Active(QueuedPod queued) implements Place {}

    record InFlight(QueuedPod queued, Set<ClusterEvent> missed) implements Place {}

    record BackingOff(QueuedPod queued, Instant due) implements Place {}

    record Parked(QueuedPod queued, Instant since, Set<ClusterEvent> wakers) implements Place {}
  }

  private final InstantSource clock;
  private final Waits waits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<ObjectKey, Place> places = new HashMap<>();
  private final TreeSet<Place.Active> active =
      new TreeSet<>(
          Comparator.comparingInt((Place.Active a) -> -a.queued.pod().priority())
              .thenComparing(a -> a.queued.queued())
              .thenComparing(a -> a.queued.order()));
  private final TreeSet<Place.BackingOff> backingOff =
      new TreeSet<>(
          Comparator.comparing(Place.BackingOff::due).thenComparing(b -> b.queued.order()));
  private final TreeSet<Place.Parked> parked =
      new TreeSet<>(Comparator.comparing(Place.Parked::since).thenComparing(p -> p.queued.order()));
  private final Map<ObjectKey, Place.InFlight> inFlight = new HashMap<>();
  private long order;
  private boolean closed;

  public SchedulingQueue(Waits waits, InstantSource clock) {
    this.waits = waits;
    this.clock = clock;
  }

  /** A pod without a node came or changed; a change may make a parked pod schedulable. */
  public void put(PodInfo pod) {
    locked(
        () -> {
          switch (places.get(pod.key())) {
            case null -> arrive(pod);
            case Place known when !known.queued().pod().uid().equals(pod.uid()) -> {
              leave(known);
              arrive(pod);
            }
            case Place known when known.queued().pod().equals(pod) -> {}
            case Place.InFlight flying -> {
              var missed = EnumSet.allOf(ClusterEvent.class);
              settle(new Place.InFlight(flying.queued.with(pod), missed));
            }
            case Place.Active waiting -> {
              leave(waiting);
              settle(new Place.Active(waiting.queued.with(pod)));
            }
            case Place.BackingOff waiting -> {
              leave(waiting);
              settle(new Place.BackingOff(waiting.queued.with(pod), waiting.due));
            }
            case Place.Parked waiting -> {
              leave(waiting);
              backOff(waiting.queued.with(pod), waiting.since);
            }
          }
        });
  }

  /** The pod is gone, bound, or somebody else's: it waits no more. */
  public void remove(ObjectKey pod) {
    locked(
        () -> {
          var place = places.get(pod);
          if (place != null) {
            leave(place);
          }
        });
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
        changed.await(untilDue().toNanos(), TimeUnit.NANOSECONDS);
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** The next pod to try if there is one now. */
  public Optional<QueuedPod> poll() {
    lock.lock();
    try {
      return next();
    } finally {
      lock.unlock();
    }
  }

  /** The pod has its node. */
  public void done(QueuedPod tried) {
    landed(tried, flying -> {});
  }

  /** No node could take the pod: it waits for one of these events. */
  public void park(QueuedPod tried, Set<ClusterEvent> wakers) {
    landed(
        tried,
        flying -> {
          if (flying.missed.stream().anyMatch(wakers::contains)) {
            backOff(flying.queued, clock.instant());
          } else {
            settle(new Place.Parked(flying.queued, clock.instant(), EnumSet.copyOf(wakers)));
          }
        });
  }

  /**
   * The attempt failed for a reason that is not the pod's: it is tried again after its back-off.
   */
  public void retry(QueuedPod tried) {
    landed(tried, flying -> backOff(flying.queued, clock.instant()));
  }

  /** Something happened in the cluster: the parked pods it may help are tried again. */
  public void wake(Set<ClusterEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    locked(
        () -> {
          for (var place : List.copyOf(parked)) {
            if (events.stream().anyMatch(place.wakers::contains)) {
              leave(place);
              backOff(place.queued, place.since);
            }
          }
          inFlight.values().forEach(flying -> flying.missed.addAll(events));
        });
  }

  public Sizes sizes() {
    lock.lock();
    try {
      var waiting = active.size() + backingOff.size() + parked.size();
      return new Sizes(active.size(), backingOff.size(), parked.size(), places.size() - waiting);
    } finally {
      lock.unlock();
    }
  }

  /** Wakes whoever takes. */
  @Override
  public void close() {
    locked(
        () -> {
          closed = true;
          changed.signalAll();
        });
  }

  private Optional<QueuedPod> next() {
    promote();
    if (active.isEmpty()) {
      return Optional.empty();
    }
    var first = active.first();
    leave(first);
    var tried = first.queued.tried();
    settle(new Place.InFlight(tried, EnumSet.noneOf(ClusterEvent.class)));
    return Optional.of(tried);
  }

  private void promote() {
    var now = clock.instant();
    while (!backingOff.isEmpty() && !backingOff.first().due.isAfter(now)) {
      var place = backingOff.first();
      leave(place);
      settle(new Place.Active(place.queued.ready(now)));
    }
    while (!parked.isEmpty() && !parked.first().since.plus(waits.flush).isAfter(now)) {
      var place = parked.first();
      leave(place);
      settle(new Place.Active(place.queued.ready(now)));
    }
  }

  private Duration untilDue() {
    var now = clock.instant();
    var wait = waits.flush;
    if (!backingOff.isEmpty()) {
      wait = min(wait, Duration.between(now, backingOff.first().due));
    }
    if (!parked.isEmpty()) {
      wait = min(wait, Duration.between(now, parked.first().since.plus(waits.flush)));
    }
    return wait;
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private void arrive(PodInfo pod) {
    var now = clock.instant();
    settle(new Place.Active(new QueuedPod(pod, now, now, 0, order++)));
  }

  /** Active at once when the back-off since the last attempt has already passed. */
  private void backOff(QueuedPod pod, Instant lastTried) {
    var due = lastTried.plus(waits.backoff.after(Math.max(0, pod.attempts() - 1)));
    var now = clock.instant();
    settle(due.isAfter(now) ? new Place.BackingOff(pod, due) : new Place.Active(pod.ready(now)));
  }

  private void landed(QueuedPod tried, Consumer<Place.InFlight> then) {
    locked(
        () -> {
          var key = tried.pod().key();
          if (places.get(key) instanceof Place.InFlight flying
              && flying.queued.order() == tried.order()) {
            leave(flying);
            then.accept(flying);
          }
        });
  }

  private void settle(Place place) {
    places.put(place.queued().pod().key(), place);
    switch (place) {
      case Place.Active ready -> active.add(ready);
      case Place.BackingOff waiting -> backingOff.add(waiting);
      case Place.Parked waiting -> parked.add(waiting);
      case Place.InFlight flying -> inFlight.put(flying.queued.pod().key(), flying);
    }
    changed.signal();
  }

  private void leave(Place place) {
    places.remove(place.queued().pod().key());
    switch (place) {
      case Place.Active ready -> active.remove(ready);
      case Place.BackingOff waiting -> backingOff.remove(waiting);
      case Place.Parked waiting -> parked.remove(waiting);
      case Place.InFlight flying -> inFlight.remove(flying.queued.pod().key());
    }
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }
}
