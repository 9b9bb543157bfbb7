package dev.quarterdeck.apiserver.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Durable keys under one revision counter, as etcd has them. Every write is one revision-guarded
 * transaction that happens exactly once: an answered write is durable, an unanswered one is
 * resolved by reading, never by sending it again.
 *
 * <p>Calls block and are meant for virtual threads; each has a deadline of its own and fails with
 * an {@code ApiFault} (TIMEOUT or SERVICE_UNAVAILABLE) when it passes. Interruption ends a call
 * promptly.
 */
public interface Store extends AutoCloseable {

  /**
   * One stored value.
   *
   * @param modRevision revision of the last write to the key: the object's resourceVersion
   */
  record Stored(String key, byte[] value, long modRevision) {}

  /** What became of a write. */
  sealed interface WriteResult {
    /** It happened, at this revision. */
    record Written(long revision) implements WriteResult {}

    /** The guard did not hold; this is what was there instead (empty: nothing). */
    record Refused(Optional<Stored> current) implements WriteResult {}
  }

  /**
   * A consistent slice of a prefix.
   *
   * @param revision the revision all of it was read at
   * @param more whether keys remain after the last one
   * @param remaining how many keys remain, when known; 0 otherwise
   */
  record Page(List<Stored> values, long revision, boolean more, long remaining) {}

  /** A change to one key, in revision order. */
  sealed interface Event {
    long revision();

    String key();

    /** The key now has this value; {@code created} when it did not exist before. */
    record Put(String key, byte[] value, long revision, boolean created) implements Event {}

    record Delete(String key, long revision) implements Event {}
  }

  /** Receives a watch. Calls come one after another, never concurrently. */
  interface Listener {
    /** All events of one or more whole revisions, never empty, never half a revision. */
    void events(List<Event> events);

    /**
     * Nothing up to this revision is missing. Told promptly after every revision, also those that
     * change nothing under the watch's prefix: a quiet watch always learns how far the store is.
     */
    void progress(long revision);

    /**
     * The watch is over. {@code compactedRevision} is above zero when history before it is gone and
     * the listener must list again; otherwise {@code cause} says what broke.
     */
    void ended(long compactedRevision, Throwable cause);
  }

  /** A running watch; closing it stops the calls to its listener. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /** Linearizable read of one key. */
  Optional<Stored> get(String key);

  /**
   * Reads keys that begin with {@code prefix}, in byte order.
   *
   * @param after exclusive start key; empty to start at the beginning
   * @param limit at most this many; 0 for all
   * @param revision read as of this revision; 0 for the newest
   * @throws CompactedException when {@code revision} is compacted away
   * @throws dev.quarterdeck.model.ApiFault TIMEOUT, {@linkplain RevisionFaults#tooLarge too large},
   *     when {@code revision} is not there yet
   */
  Page list(String prefix, String after, int limit, long revision);

  /**
   * Writes the key if it does not exist.
   *
   * @param timeToLive after which the store may drop the key; null for never
   */
  WriteResult create(String key, byte[] value, Duration timeToLive);

  /**
   * Writes the key if its modRevision is {@code expectedRevision}. A key keeps its time to live.
   */
  WriteResult update(String key, byte[] value, long expectedRevision);

  /**
   * As {@link #update(String, byte[], long)}, and the key lives on for another time.
   *
   * @param timeToLive from now on, after which the store may drop the key; not null
   */
  WriteResult update(String key, byte[] value, long expectedRevision, Duration timeToLive);

  /** Deletes the key if its modRevision is {@code expectedRevision}. */
  WriteResult delete(String key, long expectedRevision);

  /** The newest revision, linearizably. */
  long currentRevision();

  /** Watches a prefix; the first event has at least {@code fromRevision}. Returns at once. */
  Watch watch(String prefix, long fromRevision, Listener listener);

  /** Forgets history before {@code revision}. */
  void compact(long revision);

  /**
   * Before which revision history is known to be forgotten, whichever server had it forgotten; 0
   * when that is not known. Asks nobody, so it may be an interval of compaction behind.
   */
  long compactedRevision();

  @Override
  void close();

  /** The revision asked for is compacted away. */
  final class CompactedException extends RuntimeException {
    private final long compactedRevision;

    public CompactedException(long compactedRevision) {
      super("history before revision " + compactedRevision + " is compacted", null, false, false);
      this.compactedRevision = compactedRevision;
    }

    /** The oldest revision that can still be read. */
    public long compactedRevision() {
      return compactedRevision;
    }
  }
}
