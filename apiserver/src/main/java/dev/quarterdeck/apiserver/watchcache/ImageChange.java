package dev.quarterdeck.apiserver.watchcache;

import dev.quarterdeck.apiserver.store.CorruptObject;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.watchcache.ObjectReader.Reading;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.ObjectKey;
import java.util.Optional;

/**
 * One change of the image, with the events it can mean to watchers. They are shared: each is made
 * at most once, however many watchers there are.
 */
final class ImageChange {

  private final long sequence;
  private final long revision;
  private final CachedObject before;
  private final CachedObject after;
  private final Image image;
  private final Corruption corruption;
  private WatchEvent.Added added;
  private WatchEvent.Modified modified;
  private WatchEvent.Deleted deleted;

  /**
   * @param sequence counts the cache's changes; revisions may repeat, this does not
   * @param before null when the object is new
   * @param after null when the object is gone
   * @param image the image with the change made
   */
  ImageChange(long sequence, long revision, CachedObject before, CachedObject after, Image image) {
    this(sequence, revision, before, after, image, null);
  }

  private ImageChange(
      long sequence,
      long revision,
      CachedObject before,
      CachedObject after,
      Image image,
      Corruption corruption) {
    this.sequence = sequence;
    this.revision = revision;
    this.before = before;
    this.after = after;
    this.image = image;
    this.corruption = corruption;
  }

  /** A value that is no object was written, or taken away, where this object should be. */
  private record Corruption(ObjectKey key, CorruptObject value) {}

  /**
   * The change that an event of the store makes to an image; empty when it makes none.
   *
   * @param sequence the change's number, if it is one
   * @param known holds objects that are shared instead of being read again
   */
  static Optional<ImageChange> of(
      long sequence, Store.Event event, Image image, ObjectReader objects, Image known) {
    return switch (event) {
      case Store.Event.Put put -> Optional.of(put(sequence, put, image, objects, known));
      case Store.Event.Delete delete -> delete(sequence, delete, image, objects);
    };
  }

  private static ImageChange put(
      long sequence, Store.Event.Put put, Image image, ObjectReader objects, Image known) {
    var before = image.get(put.key());
    return switch (objects.read(put.key(), put.value(), put.revision(), known)) {
      case Reading.Readable(var after) ->
          new ImageChange(sequence, put.revision(), before, after, image.with(after));
      case Reading.Corrupt(var value) -> {
        var corruption = new Corruption(objects.keyOf(put.key()), value);
        yield new ImageChange(
            sequence, put.revision(), before, null, image.with(value), corruption);
      }
    };
  }

  private static Optional<ImageChange> delete(
      long sequence, Store.Event.Delete delete, Image image, ObjectReader objects) {
    var before = image.get(delete.key());
    var corrupt = image.corrupt(delete.key());
    if (before == null && corrupt == null) {
      return Optional.empty();
    }
    var corruption = corrupt == null ? null : new Corruption(objects.keyOf(delete.key()), corrupt);
    var left = image.without(delete.key());
    return Optional.of(
        new ImageChange(sequence, delete.revision(), before, null, left, corruption));
  }

  /**
   * What ends a watch of {@code scope} here, since it cannot be told what happened; null mostly. A
   * corrupt value may have any labels and fields: only watches that it lies outside of go on, and
   * those that did not match the object before.
   */
  ApiFault breaks(ResourceCache.Scope scope) {
    if (corruption == null) {
      return null;
    }
    var concerned = before == null ? scope.mayHold(corruption.key) : scope.matches(before);
    return concerned ? corruption.value.fault() : null;
  }

  /** Whether watches may break at it, whatever fields they ask for. */
  boolean isCorrupt() {
    return corruption != null;
  }

  long sequence() {
    return sequence;
  }

  String storeKey() {
    if (corruption != null) {
      return corruption.value.key();
    }
    return after == null ? before.storeKey() : after.storeKey();
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
