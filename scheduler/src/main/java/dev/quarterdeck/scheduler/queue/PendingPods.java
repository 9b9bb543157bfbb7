package dev.quarterdeck.scheduler.queue;

import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.scheduler.framework.ClusterEvent;
import dev.quarterdeck.scheduler.framework.QueuedPod;
import dev.quarterdeck.scheduler.queue.QueuePlaces.Place;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The pods of the queue that are not being tried, and how they move between their places. Not safe
 * for use by several threads.
 */
final class PendingPods {

  private final QueueRules rules;
  private final QueueBackoff backoff;
  private final Duration unschedulableLimit;
  private final QueuePlaces places;

  PendingPods(QueueRules rules, QueueBackoff backoff, Duration unschedulableLimit) {
    this.rules = rules;
    this.backoff = backoff;
    this.unschedulableLimit = unschedulableLimit;
    places = new QueuePlaces(rules::compare, backoff);
  }

  Optional<QueuedPod> find(ObjectKey pod) {
    return places.find(pod);
  }

  Stream<QueuedPod> all() {
    return places.all();
  }

  int size(Place place) {
    return places.size(place);
  }

  void remove(ObjectKey pod) {
    places.remove(pod);
  }

  /** A pod that has not been tried yet. */
  void add(QueuedPod queued) {
    placeUnlessGated(queued, Place.ACTIVE);
  }

  /**
   * A pod comes back from an attempt.
   *
   * @param events what has happened during the attempt; empty when that is not known
   */
  void putBack(QueuedPod queued, Optional<List<ClusterEvent<?>>> events, Instant now) {
    places.put(queued, Place.UNSCHEDULABLE);
    requeue(
        queued,
        queued.rejectedBy().isEmpty() || events.isEmpty()
            ? Requeue.AFTER_BACKOFF
            : judge(queued, events.get()),
        now);
  }

  /**
   * A pod was updated.
   *
   * @param queued with the pod as it is now
   * @param events what the update changed
   */
  void update(QueuedPod queued, List<? extends ClusterEvent<?>> events, Instant now) {
    var place = places.placeOf(queued.pod().key()).orElseThrow();
    places.put(queued, place);
    switch (place) {
      case ACTIVE, BACKOFF, ERROR_BACKOFF -> {}
      case UNSCHEDULABLE, GATED -> requeue(queued, judge(queued, events), now);
    }
  }

  /** The strongest answer to any of the events. */
  private Requeue judge(QueuedPod queued, List<? extends ClusterEvent<?>> events) {
    var strongest = Requeue.SKIP;
    for (var event : events) {
      var answer = rules.judge(queued, event);
      strongest = answer.compareTo(strongest) > 0 ? answer : strongest;
    }
    return strongest;
  }

  /** Something happened that may help those of the pods that are concerned. */
  void move(ClusterEvent<?> event, Predicate<PodInfo> concerned, Instant now) {
    for (var place : List.of(Place.UNSCHEDULABLE, Place.GATED)) {
      for (var queued : places.all(place)) {
        if (concerned.test(queued.pod())) {
          requeue(queued, rules.judge(queued, event), now);
        }
      }
    }
  }

  /** Takes out the next pod to try: the first active one, else the first that is backing off. */
  Optional<QueuedPod> next(Instant now) {
    promote(Place.BACKOFF, now);
    promote(Place.ERROR_BACKOFF, now);
    retryAfterLimit(now);
    var first = places.first(Place.ACTIVE).or(() -> places.first(Place.BACKOFF));
    first.ifPresent(queued -> places.remove(queued.pod().key()));
    return first;
  }

  private void promote(Place place, Instant now) {
    for (var first = places.first(place);
        first.isPresent() && backoff.isOver(first.get(), now);
        first = places.first(place)) {
      places.put(first.get(), Place.ACTIVE);
    }
  }

  private void retryAfterLimit(Instant now) {
    for (var first = places.first(Place.UNSCHEDULABLE);
        first.isPresent() && !limit(first.get()).isAfter(now);
        first = places.first(Place.UNSCHEDULABLE)) {
      requeue(first.get(), Requeue.AFTER_BACKOFF, now);
    }
  }

  private Instant limit(QueuedPod queued) {
    return queued.timestamp().plus(unschedulableLimit);
  }

  /** How long until {@link #next} may have another pod by itself. */
  Duration untilNext(Instant now) {
    return Stream.of(
            places.first(Place.ERROR_BACKOFF).map(backoff::end),
            places.first(Place.UNSCHEDULABLE).map(this::limit))
        .flatMap(Optional::stream)
        .map(due -> Duration.between(now, due))
        .reduce(unschedulableLimit, (a, b) -> a.compareTo(b) <= 0 ? a : b);
  }

  /** Moves a pod that is in its place already. */
  private void requeue(QueuedPod queued, Requeue strategy, Instant now) {
    switch (strategy) {
      case SKIP -> {}
      case AFTER_BACKOFF -> placeUnlessGated(queued, afterBackoff(queued, now));
      case IMMEDIATELY -> placeUnlessGated(queued, Place.ACTIVE);
    }
  }

  private Place afterBackoff(QueuedPod queued, Instant now) {
    if (backoff.isOver(queued, now)) {
      return Place.ACTIVE;
    }
    return queued.rejectedBy().isEmpty() ? Place.ERROR_BACKOFF : Place.BACKOFF;
  }

  private void placeUnlessGated(QueuedPod queued, Place place) {
    var gate = rules.gate(queued.pod(), queued.gatedBy());
    places.put(queued.gated(gate), gate.isEmpty() ? place : Place.GATED);
  }
}
