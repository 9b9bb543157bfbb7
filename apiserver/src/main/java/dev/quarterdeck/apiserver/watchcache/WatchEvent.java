package dev.quarterdeck.apiserver.watchcache;

import dev.quarterdeck.apiserver.store.StoredJson;

/**
 * What a watcher is told. An object that starts or stops matching the watch's selectors arrives as
 * Added or Deleted. Events are shared between watchers: {@link #json()} is made once.
 */
public sealed interface WatchEvent {

  /** The resourceVersion the event carries. */
  long revision();

  /** The whole line as JSON, newline included: <code>{"type":"ADDED","object":{…}}\n</code>. */
  byte[] json();

  /** What the event is about, as JSON: the object, or for a bookmark one with only a version. */
  byte[] objectJson();

  /** Its type as clients know it: {@code ADDED}, {@code MODIFIED}, {@code DELETED}… */
  default String type() {
    return switch (this) {
      case Added _ -> "ADDED";
      case Modified _ -> "MODIFIED";
      case Deleted _ -> "DELETED";
      case Bookmark _ -> "BOOKMARK";
    };
  }

  /** Its bytes in another form, made once for each. */
  default byte[] as(EventForm form) {
    return form.write(this);
  }

  /** A way to write events. Events keep what it made, so there must be few of them. */
  @FunctionalInterface
  interface EventForm {
    byte[] write(WatchEvent event);
  }

  /** An event that carries an object. */
  sealed interface OfObject extends WatchEvent {
    CachedObject object();

    @Override
    default byte[] objectJson() {
      return StoredJson.splice(object().stored(), object().revision());
    }
  }

  /** See {@link WatchEvent}. */
  non-sealed interface Added extends OfObject {}

  /** See {@link WatchEvent}. */
  non-sealed interface Modified extends OfObject {}

  /** The object's last state, under the revision of its deletion. */
  non-sealed interface Deleted extends OfObject {}

  /** The client has seen everything up to this revision. */
  non-sealed interface Bookmark extends WatchEvent {
    /** Whether it ends the initial events of a streaming list. */
    boolean initialEventsEnd();
  }
}
