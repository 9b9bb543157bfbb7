package dev.quarterdeck.scheduler.queue;

import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.scheduler.framework.QueuedPod;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The pods that wait, each in one place, in the order in which they leave it. Not safe for use by
 * several threads.
 */
final class QueuePlaces {

  /** Where a pod waits. */
  enum Place {
    /** To be tried. */
    ACTIVE,
    /** Rejected in the last attempt; becomes active when its back-off is over. */
    BACKOFF,
    /** As BACKOFF after an error. */
    ERROR_BACKOFF,
    /** Waits for an event. */
    UNSCHEDULABLE,
    /** Waits until a PreEnqueue plugin lets it pass. */
    GATED
  }

  private record Entry(QueuedPod queued, Place place) {}

  private final Map<ObjectKey, Entry> entries = new HashMap<>();
  private final Map<Place, TreeSet<QueuedPod>> places = new EnumMap<>(Place.class);

  QueuePlaces(Comparator<QueuedPod> order, QueueBackoff backoff) {
    Comparator<QueuedPod> byBackoff = Comparator.comparing(backoff::window);
    Comparator<QueuedPod> byAge = Comparator.comparing(QueuedPod::timestamp);
    places.put(Place.ACTIVE, sorted(order));
    places.put(Place.BACKOFF, sorted(byBackoff.thenComparing(order)));
    places.put(Place.ERROR_BACKOFF, sorted(byBackoff));
    places.put(Place.UNSCHEDULABLE, sorted(byAge));
    places.put(Place.GATED, sorted(byAge));
  }

  private static TreeSet<QueuedPod> sorted(Comparator<QueuedPod> order) {
    return new TreeSet<>(order.thenComparingLong(QueuedPod::order));
  }

  Optional<QueuedPod> find(ObjectKey pod) {
    return Optional.ofNullable(entries.get(pod)).map(Entry::queued);
  }

  /** Where the pod is. */
  Optional<Place> placeOf(ObjectKey pod) {
    return Optional.ofNullable(entries.get(pod)).map(Entry::place);
  }

  /** Puts the pod there, wherever it was. */
  void put(QueuedPod queued, Place place) {
    remove(queued.pod().key());
    entries.put(queued.pod().key(), new Entry(queued, place));
    places.get(place).add(queued);
  }

  void remove(ObjectKey pod) {
    var entry = entries.remove(pod);
    if (entry != null) {
      places.get(entry.place).remove(entry.queued);
    }
  }

  /** The pod that leaves the place first. */
  Optional<QueuedPod> first(Place place) {
    var pods = places.get(place);
    return pods.isEmpty() ? Optional.empty() : Optional.of(pods.first());
  }

  /** The pods in the place as they are now, in its order. */
  List<QueuedPod> all(Place place) {
    return List.copyOf(places.get(place));
  }

  Stream<QueuedPod> all() {
    return entries.values().stream().map(Entry::queued);
  }

  int size(Place place) {
    return places.get(place).size();
  }
}
