package dev.quarterdeck.apiserver.watchcache;

import dev.quarterdeck.model.ApiFault;
import java.util.List;
import java.util.Optional;

/**
 * One client's watch: a bounded queue of events that the cache fills and the HTTP edge drains. The
 * cache never waits for it; a watcher whose queue overflows is cut off and the client resumes from
 * the last revision it saw.
 */
public interface Watcher extends AutoCloseable {

  /**
   * Takes up to {@code max} events, oldest first; empty when there is nothing now. Never blocks.
   * Poll until it is empty: what is left behind is not announced again.
   */
  List<WatchEvent> poll(int max);

  /** Set once the watch is over and drained: why. The reason is sent as an ERROR event. */
  Optional<ApiFault> ended();

  /**
   * Asks for a bookmark now, if the watch has bookmarks and nothing else to tell: to be called
   * shortly before the watch's deadline, so that the client can resume from there.
   */
  void requestBookmark();

  /**
   * The revision of the image a watch began with: events up to it tell what was there, in no order
   * of revisions, and are no place to resume from. 0 for a watch that began with a change.
   */
  default long imageRevision() {
    return 0;
  }

  @Override
  void close();
}
