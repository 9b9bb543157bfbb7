package dev.quarterdeck.apiserver.watchcache;

/**
 * What a watcher is told. An object that starts or stops matching the watch's selectors arrives as
 * Added or Deleted. Events are shared between watchers: {@link #json()} is made once.
 */
public sealed interface WatchEvent {

  /** The resourceVersion the event carries. */
  long revision();

  /** The whole line as JSON, newline included: <code>{"type":"ADDED","object":{…}}\n</code>. */
  byte[] json();

  /** An event that carries an object. */
  sealed interface OfObject extends WatchEvent {
    CachedObject object();
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
