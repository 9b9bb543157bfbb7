package dev.quarterdeck.apiserver.watchcache;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The latest changes, bounded in number and weight; whole revisions leave together. Watches resume
 * from it, lagging watchers read from it, lists of the past find their image in it.
 */
final class History {

  private final int maxChanges;
  private final long maxWeight;
  private final ReentrantLock lock = new ReentrantLock();
  private ArrayList<ImageChange> changes = new ArrayList<>();
  private int first;
  private long weight;
  private long floor;
  private Image floorImage = Image.EMPTY;

  /** The number of the last change at or before the floor. */
  private long floorSequence;

  /** Whether nothing was forgotten since the last reset. */
  private boolean whole = true;

  /** Where history begins: right after a revision, whose image is known. */
  record Start(long revision, long sequence, Image image) {}

  /**
   * What led to a start.
   *
   * @param revision the changes are all there were after it, {@code image} is how it was then
   * @param changes numbered so that the last has the start's number
   */
  record Past(long revision, Image image, List<ImageChange> changes, Start to) {}

  /**
   * @param maxWeight in bytes
   */
  History(int maxChanges, long maxWeight) {
    this.maxChanges = maxChanges;
    this.maxWeight = maxWeight;
  }

  /**
   * Starts afresh: nothing is known of what was before {@code revision}.
   *
   * @param sequence the number of the last change so far
   */
  void reset(long revision, long sequence, Image image) {
    lock.lock();
    try {
      changes = new ArrayList<>();
      first = 0;
      weight = 0;
      floor = revision;
      floorImage = image;
      floorSequence = sequence;
      whole = true;
    } finally {
      lock.unlock();
    }
  }

  /** Where history begins; empty once it has forgotten what it had: it is not to grow back. */
  Optional<Start> start() {
    lock.lock();
    try {
      return whole ? Optional.of(new Start(floor, floorSequence, floorImage)) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Reaches further back, unless history begins elsewhere by now or would grow too much. */
  void prepend(Past past) {
    lock.lock();
    try {
      var added = past.changes.stream().mapToLong(ImageChange::weight).sum();
      if (!whole
          || floor != past.to.revision
          || size() + past.changes.size() > maxChanges
          || weight + added > maxWeight) {
        return;
      }
      var all = new ArrayList<>(past.changes);
      all.addAll(changes.subList(first, changes.size()));
      changes = all;
      first = 0;
      weight += added;
      floor = past.revision;
      floorImage = past.image;
      floorSequence -= past.changes.size();
    } finally {
      lock.unlock();
    }
  }

  /** Adds the changes of one revision. */
  void append(List<ImageChange> revision) {
    lock.lock();
    try {
      for (var change : revision) {
        changes.add(change);
        weight += change.weight();
      }
      while (size() > revision.size() && (size() > maxChanges || weight > maxWeight)) {
        evictRevision();
      }
      compactArray();
    } finally {
      lock.unlock();
    }
  }

  private int size() {
    return changes.size() - first;
  }

  private void evictRevision() {
    whole = false;
    floor = changes.get(first).revision();
    while (first < changes.size() && changes.get(first).revision() == floor) {
      var evicted = changes.set(first++, null);
      weight -= evicted.weight();
      floorImage = evicted.image();
      floorSequence = evicted.sequence();
    }
  }

  /** Moves the rest to the front once more than half of the array is gone. */
  private void compactArray() {
    if (first > 64 && first > changes.size() / 2) {
      changes = new ArrayList<>(changes.subList(first, changes.size()));
      first = 0;
    }
  }

  /** The oldest revision a watch can resume after and a list can be taken at. */
  long floor() {
    lock.lock();
    try {
      return floor;
    } finally {
      lock.unlock();
    }
  }

  /** The number of the oldest change kept; {@link Long#MIN_VALUE} when there is none. */
  long oldest() {
    lock.lock();
    try {
      return size() == 0 ? Long.MIN_VALUE : changes.get(first).sequence();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Up to {@code max} changes after the one numbered {@code sequence}; empty when some of them are
   * gone already.
   */
  Optional<List<ImageChange>> after(long sequence, int max) {
    lock.lock();
    try {
      if (size() == 0) {
        return Optional.of(List.of());
      }
      var oldest = changes.get(first).sequence();
      if (sequence < oldest - 1) {
        return Optional.empty();
      }
      var from = first + (int) Math.min(sequence + 1 - oldest, size());
      var to = Math.min(changes.size(), from + max);
      return Optional.of(new ArrayList<>(changes.subList(from, to)));
    } finally {
      lock.unlock();
    }
  }

  /**
   * The changes after the one numbered {@code after} up to that numbered {@code upTo}, which has
   * been appended; empty when some of them are gone already.
   */
  Optional<List<ImageChange>> between(long after, long upTo) {
    lock.lock();
    try {
      if (after == upTo) {
        return Optional.of(List.of());
      }
      if (size() == 0 || after < changes.get(first).sequence() - 1) {
        return Optional.empty();
      }
      var from = first + (int) (after + 1 - changes.get(first).sequence());
      return Optional.of(new ArrayList<>(changes.subList(from, from + (int) (upTo - after))));
    } finally {
      lock.unlock();
    }
  }

  /**
   * The number of the last change at or before {@code revision}, to read on from; empty when
   * history does not reach back that far.
   */
  Optional<Long> sequenceAt(long revision, long newest) {
    lock.lock();
    try {
      if (revision < floor) {
        return Optional.empty();
      }
      var at = firstAfter(revision);
      return Optional.of(at < changes.size() ? changes.get(at).sequence() - 1 : newest);
    } finally {
      lock.unlock();
    }
  }

  /** The image as it was at {@code revision}, which is not in the future. */
  Optional<Image> imageAt(long revision) {
    lock.lock();
    try {
      if (revision < floor) {
        return Optional.empty();
      }
      var at = firstAfter(revision);
      return Optional.of(at == first ? floorImage : changes.get(at - 1).image());
    } finally {
      lock.unlock();
    }
  }

  /** Index of the first change after {@code revision}. */
  private int firstAfter(long revision) {
    var low = first;
    var high = changes.size();
    while (low < high) {
      var middle = (low + high) >>> 1;
      if (changes.get(middle).revision() <= revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
