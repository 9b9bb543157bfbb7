package dev.quarterdeck.apiserver.watchcache;

import dev.quarterdeck.model.FieldSelector;
import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.ObjectKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the verbs read from: one resource's image, kept current by one store watch, with bounded
 * history behind it.
 */
public interface ResourceCache extends AutoCloseable {

  /**
   * Which objects a list or watch is about.
   *
   * @param namespace empty for all
   */
  record Scope(String namespace, LabelSelector labels, FieldSelector fields) {

    public boolean matches(CachedObject object) {
      return (namespace.isEmpty() || namespace.equals(object.key().namespace()))
          && labels.matches(object.labels())
          && fieldsMatch(object);
    }

    private boolean fieldsMatch(CachedObject object) {
      for (var requirement : fields.requirements()) {
        var same = object.field(requirement.field()).equals(requirement.value());
        if (same != requirement.equal()) {
          return false;
        }
      }
      return true;
    }

    /** Whether an object of this name, with whatever labels and fields, may be one of them. */
    boolean mayHold(ObjectKey key) {
      return (namespace.isEmpty() || namespace.equals(key.namespace()))
          && fields.requirements().stream()
              .filter(term -> term.field().equals("metadata.name"))
              .allMatch(term -> term.equal() == term.value().equals(key.name()));
    }

    /** Whether it names no selector, so that whole ranges can be counted without a look. */
    public boolean selectsAll() {
      return labels.requirements().isEmpty() && fields.requirements().isEmpty();
    }
  }

  /**
   * A slice of the image, in store key order.
   *
   * @param revision the image's revision
   * @param more whether objects remain after the last one
   * @param remaining how many remain when no selector is set; 0 otherwise
   */
  record Slice(List<CachedObject> objects, long revision, boolean more, long remaining) {}

  /** Waits until the image is loaded; whether it is. */
  boolean awaitReady(Duration limit);

  /** The image's revision now. */
  long revision();

  /**
   * Waits until the image holds everything acknowledged before the call: a consistent read.
   * Concurrent callers share one question to the store.
   *
   * @return the revision that was awaited
   * @throws dev.quarterdeck.model.ApiFault TIMEOUT when the image does not come that far in time,
   *     SERVICE_UNAVAILABLE when the store cannot be asked
   */
  long awaitCurrent(Duration timeout);

  /**
   * Waits until the image has reached {@code revision}.
   *
   * @throws dev.quarterdeck.model.ApiFault TIMEOUT with "Too large resource version" and a
   *     retry-after when it does not in time
   */
  void awaitRevision(long revision, Duration timeout);

  /**
   * The object in the image as it is now.
   *
   * @throws dev.quarterdeck.model.ApiFault TOO_MANY_REQUESTS, as from {@link #list} and {@link
   *     #watch}, while the image is loaded for the first time; INTERNAL_ERROR when its stored value
   *     is no object
   */
  Optional<CachedObject> get(ObjectKey key);

  /**
   * Lists from the image as it is now.
   *
   * @param afterKey exclusive start store key; empty to start at the beginning
   * @param limit at most this many; 0 for all
   * @throws dev.quarterdeck.model.ApiFault STORE_READ_ERROR, as from {@link #listAt} and {@link
   *     #watch}, when stored values that are no objects may belong to the list; it names them
   */
  Slice list(Scope scope, String afterKey, int limit);

  /**
   * Lists the image as it was at {@code revision}, from history; empty when history does not reach
   * back that far (the caller then asks the store, and answers 410 if that cannot either).
   */
  Optional<Slice> listAt(Scope scope, String afterKey, int limit, long revision);

  /**
   * Opens a watch.
   *
   * @param afterRevision deliver what happened after it; 0 for "start with the whole image as ADDED
   *     events, then go on"
   * @param initialEventsEnd with {@code afterRevision} 0: put a bookmark annotated {@code
   *     k8s.io/initial-events-end} after the image
   * @param wake called (from any thread, outside locks, never blocking) whenever {@link
   *     Watcher#poll} may have something new
   * @throws dev.quarterdeck.model.ApiFault EXPIRED when history does not reach back that far
   */
  Watcher watch(
      Scope scope, long afterRevision, boolean bookmarks, boolean initialEventsEnd, Runnable wake);

  /** The image as it is now, to be compared with what it was and will be. */
  Moment now();

  /**
   * Has {@code changed} called after every change of the image, until it is removed: on the thread
   * that makes the changes, so it must be quick.
   */
  void addFollower(Runnable changed);

  void removeFollower(Runnable changed);

  @Override
  void close();
}
