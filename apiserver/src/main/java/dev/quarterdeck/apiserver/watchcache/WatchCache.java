package dev.quarterdeck.apiserver.watchcache;

import dev.quarterdeck.apiserver.store.RevisionFaults;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * One kind's objects in memory, fed by one store watch.
 *
 * <p>Readers take the current {@link Image} with one volatile read and never wait for the writer.
 * The writer (the store watch's thread) puts a whole revision into history, then into the image,
 * then offers it to the watchers, and waits for none of them.
 */
public final class WatchCache implements ResourceCache {

  private static final Supplier<ApiFault> RELOADED =
      () -> new ApiFault(Reason.EXPIRED, "the watch cache was reloaded; list again, then watch");

  static final Duration BOOKMARK_INTERVAL = Duration.ofMinutes(1);

  private final ResourceType type;
  private final CurrentRevision currentRevision;
  private final Time time;
  private final CacheMeters meters;
  private final History history;
  private final RevisionGate gate;
  private final List<Runnable> followers = new CopyOnWriteArrayList<>();
  private final int reloadGap;
  private final WatcherSet watchers = new WatcherSet();
  private final ImageReader reader;
  private final ImageFeed feed;
  private final StorePast past;

  /** The image and how far it is; null until it is first loaded. */
  private volatile State state;

  /** All watchers have been offered everything up to here. */
  private volatile long offeredUpTo;

  /**
   * @param sequence number of the last change made to the image
   * @param loads how often the image was loaded
   */
  private record State(Image image, long revision, long sequence, int loads) {}

  WatchCache(
      ResourceType type,
      Store store,
      CurrentRevision currentRevision,
      Time time,
      CacheLimits limits,
      CacheMeters meters) {
    this.type = type;
    this.currentRevision = currentRevision;
    this.time = time;
    this.gate = new RevisionGate(time);
    this.meters = meters;
    this.history = new History(limits.maxChanges(), limits.maxWeight());
    this.reloadGap = limits.maxChanges() + 1;
    this.reader = new ImageReader(type);
    this.feed = new ImageFeed(type, store, this, time);
    this.past = new StorePast(type, store, limits, time);
  }

  /** Begins to load the image. */
  void start() {
    meters.objects(() -> state == null ? 0 : state.image.size());
    feed.start();
  }

  History history() {
    return history;
  }

  // ---- the feed's side: called by one thread at a time ----

  /** Puts a freshly listed image in place and ends all watches: what they missed is unknown. */
  void replace(Image image, long revision) {
    meters.initialised();
    var before = state == null ? new State(Image.EMPTY, 0, 0, 0) : state;
    // Changes that are read from the past later must not take numbers that others had.
    var sequence = before.sequence + reloadGap;
    history.reset(revision, sequence, image);
    state = new State(image, revision, sequence, before.loads + 1);
    offeredUpTo = revision;
    watchers.cutAll(RELOADED.get());
    gate.reached(revision);
    followers.forEach(Runnable::run);
  }

  /** Applies whole revisions, in order. */
  void apply(List<Store.Event> events, ObjectReader objects) {
    meters.received(events.size());
    var batch = new ArrayList<ImageChange>();
    for (var event : events) {
      if (!batch.isEmpty() && batch.getLast().revision() != event.revision()) {
        publish(batch);
        batch = new ArrayList<>();
      }
      var image = batch.isEmpty() ? state.image : batch.getLast().image();
      var sequence = state.sequence + batch.size() + 1;
      ImageChange.of(sequence, event, image, objects, Image.EMPTY).ifPresent(batch::add);
    }
    if (!batch.isEmpty()) {
      publish(batch);
    }
    progress(events.getLast().revision());
  }

  private void publish(List<ImageChange> revision) {
    var last = revision.getLast();
    history.append(revision);
    state = new State(last.image(), last.revision(), last.sequence(), state.loads);
    gate.reached(last.revision());
    for (var change : revision) {
      meters.dispatched(watchers.offer(change));
    }
    offeredUpTo = last.revision();
    followers.forEach(Runnable::run);
  }

  /** Nothing of this kind changed up to {@code revision}. */
  void progress(long revision) {
    var now = state;
    // First, since whoever waits at the gate may ask for a bookmark at once.
    offeredUpTo = Math.max(offeredUpTo, revision);
    if (revision > now.revision) {
      state = new State(now.image, revision, now.sequence, now.loads);
      gate.reached(revision);
    }
  }

  // ---- the readers' side ----

  private State ready() {
    var now = state;
    if (now == null) {
      throw new ApiFault(
          Reason.TOO_MANY_REQUESTS,
          "storage is (re)initializing: " + feed.trouble(),
          new ApiFault.Details(
              type.resource().group(), type.kind(), "", List.of(), Duration.ofSeconds(1)));
    }
    return now;
  }

  @Override
  public boolean awaitReady(Duration timeout) {
    return gate.await(1, timeout);
  }

  @Override
  public long revision() {
    return ready().revision;
  }

  @Override
  public long awaitCurrent(Duration timeout) {
    var started = time.nanos();
    var wanted = currentRevision.ask(timeout);
    var left = timeout.minusNanos(time.nanos() - started);
    if (!gate.await(wanted, left)) {
      throw new ApiFault(
          Reason.TIMEOUT,
          "the watch cache of %s did not reach revision %d in time: %s"
              .formatted(type.resource().groupResource(), wanted, feed.trouble()));
    }
    meters.waited(time.nanos() - started);
    return wanted;
  }

  @Override
  public void awaitRevision(long revision, Duration timeout) {
    if (!gate.await(revision, timeout)) {
      throw RevisionFaults.tooLarge(revision, gate.reached());
    }
  }

  @Override
  public Optional<CachedObject> get(ObjectKey key) {
    var storeKey = type.storeKey(key.namespace(), key.name());
    var image = ready().image;
    var found = image.get(storeKey);
    if (found == null && image.corrupt(storeKey) != null) {
      throw image.corrupt(storeKey).fault();
    }
    return Optional.ofNullable(found);
  }

  @Override
  public Slice list(Scope scope, String afterKey, int limit) {
    var now = ready();
    return reader.slice(now.image, now.revision, scope, afterKey, limit);
  }

  @Override
  public Optional<Slice> listAt(Scope scope, String afterKey, int limit, long revision) {
    var now = ready();
    if (revision > now.revision) {
      throw RevisionFaults.tooLarge(revision, now.revision);
    }
    return history
        .imageAt(revision)
        .map(image -> reader.slice(image, revision, scope, afterKey, limit));
  }

  @Override
  public Watcher watch(
      Scope scope, long afterRevision, boolean bookmarks, boolean initialEventsEnd, Runnable wake) {
    var now = ready();
    var nextBookmark = bookmarks ? time.instant().plus(BOOKMARK_INTERVAL) : null;
    var watcher =
        afterRevision == 0
            ? fromImage(now, scope, initialEventsEnd, wake, nextBookmark)
            : fromHistory(now, scope, afterRevision, wake, nextBookmark);
    // From here on it is lagging: it reads from history what it was not offered.
    watchers.add(watcher);
    if (state.loads != now.loads) { // Reloaded meanwhile: it may have missed its own cutting.
      watcher.cut(RELOADED.get());
    }
    wake.run();
    return watcher;
  }

  private CacheWatcher fromImage(
      State now, Scope scope, boolean initialEventsEnd, Runnable wake, Instant nextBookmark) {
    var end =
        initialEventsEnd
            ? new LineEvent.OfBookmark(
                type.kind(), type.resource().apiVersion(), now.revision, true)
            : null;
    var image = reader.all(now.image, scope);
    return new CacheWatcher(
        this, scope, wake, image, now.revision, end, now.sequence, 0, nextBookmark);
  }

  private CacheWatcher fromHistory(
      State now, Scope scope, long afterRevision, Runnable wake, Instant nextBookmark) {
    if (afterRevision < history.floor()) {
      past.fill(history, afterRevision);
    }
    var position =
        history
            .sequenceAt(afterRevision, now.sequence)
            .orElseThrow(() -> RevisionFaults.tooOld(afterRevision, history.floor()));
    return new CacheWatcher(
        this, scope, wake, null, 0, null, position, afterRevision, nextBookmark);
  }

  @Override
  public Moment now() {
    var now = ready();
    return new Moment(this, now.image, now.revision, now.sequence);
  }

  @Override
  public void addFollower(Runnable changed) {
    followers.add(changed);
  }

  @Override
  public void removeFollower(Runnable changed) {
    followers.remove(changed);
  }

  void remove(CacheWatcher watcher) {
    watchers.remove(watcher);
  }

  /** A bookmark of how far every synced watcher has been told. */
  WatchEvent.Bookmark bookmark() {
    return new LineEvent.OfBookmark(type.kind(), type.resource().apiVersion(), offeredUpTo, false);
  }

  /** Sends the periodic bookmarks that are due and frees what hopeless watchers hold. */
  void tick(Instant now) {
    if (state != null) {
      meters.cut(watchers.cutLost(history));
      watchers.bookmark(this::bookmark, now, now.plus(BOOKMARK_INTERVAL));
    }
  }

  @Override
  public void close() {
    feed.close();
    endWatches();
  }

  /** Ends all watches; others may begin. */
  void endWatches() {
    watchers.cutAll(new ApiFault(Reason.SERVICE_UNAVAILABLE, "the server is shutting down"));
  }

  /** Has all watches look again. */
  void wake() {
    watchers.wakeAll();
  }

  /** Ends all watches, and its being counted: another cache takes over. */
  void cut(ApiFault why) {
    watchers.cutAll(why);
    meters.close();
    followers.forEach(Runnable::run);
  }
}
