package dev.quarterdeck.apiserver.watchcache;

import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.kinds.ResourceType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a cache's image current: lists, then watches from there; when the watch ends, again from
 * the start.
 */
final class ImageFeed implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ImageFeed.class);
  private static final int PAGE = 1_000;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final ResourceType type;
  private final Store store;
  private final WatchCache cache;
  private final ObjectReader reader;
  private volatile String trouble = "the first list is under way";
  private volatile boolean closed;
  private Thread thread;

  ImageFeed(ResourceType type, Store store, WatchCache cache) {
    this.type = type;
    this.store = store;
    this.cache = cache;
    this.reader = new ObjectReader(type);
  }

  void start() {
    var name = "watch-cache-" + type.resource().groupResource();
    thread = Thread.ofVirtual().name(name).start(this::run);
  }

  /** What keeps the image from being current, for messages. */
  String trouble() {
    return trouble;
  }

  private void run() {
    var pause = FIRST_PAUSE;
    try {
      while (true) {
        if (feed()) {
          pause = FIRST_PAUSE;
        }
        Thread.sleep(pause);
        var longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Closed.
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
      LOG.error("cannot load watch cache: resource={} cause={}", resource(), trouble);
      return false;
    }
  }

  private long load() {
    var objects = new ArrayList<CachedObject>();
    var page = store.list(type.storePrefix(), "", PAGE, 0);
    var revision = page.revision();
    read(page, objects);
    while (page.more()) {
      page = store.list(type.storePrefix(), page.values().getLast().key(), PAGE, revision);
      read(page, objects);
    }
    cache.replace(objects, revision);
    LOG.debug("loaded watch cache: resource={} objects={}", resource(), objects.size());
    return revision;
  }

  private void read(Store.Page page, List<CachedObject> into) {
    for (var stored : page.values()) {
      into.add(reader.read(stored.key(), stored.value(), stored.modRevision()));
    }
  }

  private String resource() {
    return type.resource().groupResource();
  }

  @Override
  public void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** Passes one watch's events on. An event that cannot be read ends it, loudly. */
  private final class FeedListener implements Store.Listener {
    private final CountDownLatch over = new CountDownLatch(1);

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
      over.countDown();
      if (closed) {
        return;
      }
      trouble = "the store watch ended: " + cause;
      LOG.warn("store watch ended, reloading: resource={} cause={}", resource(), trouble);
    }
  }
}
