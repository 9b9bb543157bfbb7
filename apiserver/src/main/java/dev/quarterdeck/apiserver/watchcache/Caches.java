package dev.quarterdeck.apiserver.watchcache;

import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.client.background.Ticker;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * The watch caches of a server, one per kind, however many versions it is served in, each started
 * when first asked for. They share the questions for the store's revision and one thread for
 * bookmarks; events are read on the thread that delivers the store's watches.
 */
public final class Caches implements Function<ResourceType, ResourceCache>, AutoCloseable {

  static final ApiFault CHANGED =
      new ApiFault(
          Reason.EXPIRED, "the kind is no longer served as it was; list again, then watch");

  /** How long a stopped cache still serves the requests that have found it before. */
  private static final Duration GRACE = Duration.ofMinutes(2);

  private static final Duration TICK = Duration.ofSeconds(1);

  /** How long a request waits for a cache that has just been started. */
  private static final Duration FIRST_LOAD = Duration.ofSeconds(10);

  private final Store store;
  private final Time time;
  private final CacheLimits limits;
  private final MeterRegistry registry;
  private final CurrentRevision currentRevision;
  private final Map<String, WatchCache> caches = new ConcurrentHashMap<>();
  private final Queue<Retired> retired = new ConcurrentLinkedQueue<>();
  private final Ticker ticker;

  private record Retired(WatchCache cache, Instant until) {}

  /**
   * @param store stays open when this is closed
   * @param time of bookmarks, and of all waits
   */
  public Caches(Store store, Time time, CacheLimits limits, MeterRegistry registry) {
    this.store = store;
    this.time = time;
    this.limits = limits;
    this.registry = registry;
    this.currentRevision = new CurrentRevision(store, time);
    this.ticker = new Ticker("watch-cache-bookmarks", TICK, time, this::tick);
    ticker.start();
  }

  /**
   * The resource's cache, loaded.
   *
   * @throws ApiFault TOO_MANY_REQUESTS with a retry-after when it does not load in time
   */
  @Override
  public ResourceCache apply(ResourceType type) {
    var cache = start(type);
    if (!cache.awaitReady(FIRST_LOAD)) {
      cache.revision(); // Says why not.
    }
    return cache;
  }

  /** Starts the resource's cache if it is not running, without waiting for it: to warm it up. */
  public WatchCache start(ResourceType type) {
    var known = caches.get(type.storePrefix());
    return known != null
        ? known
        : caches.computeIfAbsent(type.storePrefix(), _ -> open(type.storage()));
  }

  /** Whether the resource's cache is started and loaded. */
  public boolean isReady(ResourceType type) {
    var cache = caches.get(type.storePrefix());
    return cache != null && cache.awaitReady(Duration.ZERO);
  }

  private WatchCache open(ResourceType type) {
    if (!type.stored()) {
      throw new ApiFault(
          Reason.METHOD_NOT_ALLOWED, type.resource().groupResource() + " are not stored");
    }
    var name = type.resource();
    var meters = new CacheMeters(registry, name.group(), name.resource());
    var cache = new WatchCache(type, store, currentRevision, time, limits, meters);
    cache.start();
    return cache;
  }

  /** Ends a kind's cache and with it all its watches: it is no longer served, or otherwise. */
  public void stop(ResourceType type) {
    caches.computeIfPresent(
        type.storePrefix(),
        (_, cache) -> {
          cache.cut(CHANGED);
          retired.add(new Retired(cache, time.instant().plus(GRACE)));
          return null;
        });
  }

  /** Has all watches of a kind look whether the version they show is still served. */
  public void wake(ResourceType type) {
    var cache = caches.get(type.storePrefix());
    if (cache != null) {
      cache.wake();
    }
  }

  private void tick() {
    var now = time.instant();
    caches.values().forEach(cache -> cache.tick(now));
    retired.removeIf(old -> closed(old, now));
  }

  private static boolean closed(Retired old, Instant now) {
    if (now.isBefore(old.until)) {
      return false;
    }
    old.cache.close();
    return true;
  }

  /** Ends all watches; everything else is served until this is closed. */
  public void endWatches() {
    caches.values().forEach(WatchCache::endWatches);
  }

  @Override
  public void close() {
    ticker.close();
    caches.values().forEach(WatchCache::close);
    retired.forEach(old -> old.cache.close());
    caches.clear();
  }
}
