package dev.quarterdeck.apiserver.watchcache;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A cache's image at some moment, for those in the process who follow it: what became of it since
 * is found by comparing, whatever happened in between. It shares nearly all its memory with the
 * images after it.
 */
public final class Moment {

  /** Before there was anything. */
  public static final Moment START = new Moment(null, Image.EMPTY, 0, 0);

  /**
   * What became of one object.
   *
   * @param before null when it is new
   * @param after null when it is gone, or cannot be read any more
   */
  public record Difference(CachedObject before, CachedObject after) {}

  private final WatchCache cache;
  private final Image image;
  private final long revision;
  private final long sequence;

  /**
   * @param sequence number of the last change made to the image
   */
  Moment(WatchCache cache, Image image, long revision, long sequence) {
    this.cache = cache;
    this.image = image;
    this.revision = revision;
    this.sequence = sequence;
  }

  Image image() {
    return image;
  }

  long sequence() {
    return sequence;
  }

  /** How far the store was. */
  public long revision() {
    return revision;
  }

  /** Whether everything that this cache held at {@code other} is known here. */
  public boolean covers(Moment other) {
    return cache == other.cache && sequence >= other.sequence;
  }

  /** What is different here from what was before, each object once. */
  public List<Difference> since(Moment before) {
    return changes(before).orElseGet(() -> compared(before.image));
  }

  /** From the cache's history, when that reaches back so far. */
  private Optional<List<Difference>> changes(Moment before) {
    if (cache != before.cache || before.sequence > sequence) {
      return Optional.empty();
    }
    return cache
        .history()
        .between(before.sequence, sequence)
        .map(changes -> changes.stream().map(ImageChange::storeKey).distinct().toList())
        .map(keys -> keys.stream().map(key -> difference(before.image, key)).toList())
        .map(all -> all.stream().filter(d -> d.before != null || d.after != null).toList());
  }

  private Difference difference(Image before, String key) {
    return new Difference(before.get(key), image.get(key));
  }

  /** Object by object, in the order of keys. */
  private List<Difference> compared(Image before) {
    var found = new ArrayList<Difference>();
    var old = new Cursor(before.all());
    var now = new Cursor(image.all());
    while (old.object != null || now.object != null) {
      var order = order(old.object, now.object);
      if (order != 0 || old.object.revision() != now.object.revision()) {
        found.add(new Difference(order <= 0 ? old.object : null, order >= 0 ? now.object : null));
      }
      if (order <= 0) {
        old.step();
      }
      if (order >= 0) {
        now.step();
      }
    }
    return found;
  }

  private static int order(CachedObject one, CachedObject other) {
    if (one == null || other == null) {
      return one == null ? 1 : -1;
    }
    return one.storeKey().compareTo(other.storeKey());
  }

  private static final class Cursor {
    private final Iterator<CachedObject> rest;
    private CachedObject object;

    Cursor(Iterator<CachedObject> rest) {
      this.rest = rest;
      step();
    }

    void step() {
      object = rest.hasNext() ? rest.next() : null;
    }
  }
}
