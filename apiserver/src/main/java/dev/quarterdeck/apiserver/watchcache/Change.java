package dev.quarterdeck.apiserver.watchcache;

import java.util.Optional;

/**
 * One change of the image, with the events it can mean to watchers. They are shared: each is made
 * at most once, however many watchers there are.
 */
final class Change {

  private final long sequence;
  private final long revision;
  private final CachedObject before;
  private final CachedObject after;
  private final Image image;
  private WatchEvent.Added added;
  private WatchEvent.Modified modified;
  private WatchEvent.Deleted deleted;

  /**
   * @param sequence counts the cache's changes; revisions may repeat, this does not
   * @param before null when the object is new
   * @param after null when the object is gone
   * @param image the image with the change made
   */
  Change(long sequence, long revision, CachedObject before, CachedObject after, Image image) {
    this.sequence = sequence;
    this.revision = revision;
    this.before = before;
    this.after = after;
    this.image = image;
  }

  long sequence() {
    return sequence;
  }

  long revision() {
    return revision;
  }

  CachedObject before() {
    return before;
  }

  CachedObject after() {
    return after;
  }

  Image image() {
    return image;
  }

  /** About what it costs in memory beyond the image: the old text and the event's line. */
  long weight() {
    var text = 0L;
    text += before == null ? 0 : before.stored().length;
    text += after == null ? 0 : after.stored().length;
    return text + 1_024;
  }

  /** What the change means to a watcher of {@code scope}; empty when it is none of its business. */
  Optional<WatchEvent> seenFrom(ResourceCache.Scope scope) {
    var matched = before != null && scope.matches(before);
    var matches = after != null && scope.matches(after);
    if (matches) {
      return Optional.of(matched ? modified() : added());
    }
    return matched ? Optional.of(deleted()) : Optional.empty();
  }

  private synchronized WatchEvent added() {
    if (added == null) {
      added = new LineEvent.OfAdded(after);
    }
    return added;
  }

  private synchronized WatchEvent modified() {
    if (modified == null) {
      modified = new LineEvent.OfModified(after);
    }
    return modified;
  }

  /** The old content at the new revision, so that the watcher can resume after it. */
  private synchronized WatchEvent deleted() {
    if (deleted == null) {
      deleted = new LineEvent.OfDeleted(before.at(revision));
    }
    return deleted;
  }
}
