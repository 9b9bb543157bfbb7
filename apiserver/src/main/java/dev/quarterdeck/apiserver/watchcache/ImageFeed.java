package dev.quarterdeck.apiserver.watchcache;

import dev.quarterdeck.apiserver.store.CorruptObject;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.watchcache.ObjectReader.Reading;
import dev.quarterdeck.client.Backoff;
import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.time.Latch;
import dev.quarterdeck.model.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a cache's image current: lists, then watches from there; when the watch ends, again from
 * the start.
 */
final class ImageFeed implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ImageFeed.class);
  private static final int PAGE = 1_000;
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));

  private final ResourceType type;
  private final Store store;
  private final WatchCache cache;
  private final Time time;
  private final ObjectReader reader;
  private final Background background;
  private volatile String trouble = "the first list is under way";
  private volatile boolean closed;

  /**
   * @param time of the pauses between attempts
   */
  ImageFeed(ResourceType type, Store store, WatchCache cache, Time time) {
    this.type = type;
    this.store = store;
    this.cache = cache;
    this.time = time;
    this.reader = new ObjectReader(type);
    this.background = new Background("watch-cache-" + resource(), time, this::run);
  }

  void start() {
    background.start();
  }

  /** What keeps the image from being current, for messages. */
  String trouble() {
    return trouble;
  }

  private void run() throws InterruptedException {
    var failures = 0;
    while (true) {
      failures = feed() ? 0 : failures;
      time.sleep(PAUSES.after(failures++));
    }
  }

  /** Lists and watches until the watch ends; whether it got as far as watching. */
  private boolean feed() throws InterruptedException {
    var listener = new FeedListener();
    try {
      var revision = load();
      try (var _ = store.watch(type.storePrefix(), revision + 1, listener)) {
        trouble = "the store is slow";
        listener.over.await();
        return true;
      }
    } catch (RuntimeException e) { // Whatever it is, without its feed the kind is dead.
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException();
      }
      trouble = e.getMessage() == null ? e.toString() : e.getMessage();
      LOG.error("cannot load watch cache resource={} error=\"{}\"", resource(), trouble);
      return false;
    }
  }

  private long load() {
    var objects = new ArrayList<CachedObject>();
    var corrupt = new ArrayList<CorruptObject>();
    var page = store.list(type.storePrefix(), "", PAGE, 0);
    var revision = page.revision();
    read(page, objects, corrupt);
    while (page.more()) {
      page = store.list(type.storePrefix(), page.values().getLast().key(), PAGE, revision);
      read(page, objects, corrupt);
    }
    corrupt.forEach(ImageFeed::report);
    cache.replace(Image.of(objects, corrupt), revision);
    LOG.debug("loaded watch cache resource={} count={}", resource(), objects.size());
    return revision;
  }

  private void read(Store.Page page, List<CachedObject> objects, List<CorruptObject> corrupt) {
    for (var stored : page.values()) {
      switch (reader.read(stored.key(), stored.value(), stored.modRevision())) {
        case Reading.Readable(var object) -> objects.add(object);
        case Reading.Corrupt(var value) -> corrupt.add(value);
      }
    }
  }

  private static void report(CorruptObject value) {
    LOG.error(
        "stored value is no object; it can be deleted with"
            + " ignoreStoreReadErrorWithClusterBreakingPotential key={} revision={} error=\"{}\"",
        value.key(),
        value.revision(),
        value.why());
  }

  private String resource() {
    return type.resource().groupResource();
  }

  @Override
  public void close() {
    closed = true;
    background.close();
  }

  /** Passes one watch's events on. */
  private final class FeedListener implements Store.Listener {
    private final Latch over = new Latch(time);

    @Override
    public void events(List<Store.Event> events) {
      cache.apply(events, reader);
    }

    @Override
    public void progress(long revision) {
      cache.progress(revision);
    }

    @Override
    public void ended(long compactedRevision, Throwable cause) {
      over.open();
      if (closed) {
        return;
      }
      trouble = "the store watch ended: " + cause;
      LOG.warn(
          "store watch ended, reloading resource={} error=\"{}\"", resource(), cause.toString());
    }
  }
}
