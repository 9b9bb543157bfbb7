package dev.quarterdeck.client.informer;

import dev.quarterdeck.client.Backoff;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists one collection once and then watches it. A watch that ends is resumed where it ended; only
 * a version that the server no longer has costs a new list.
 */
final class Reflector<T extends HasMetadata> implements Runnable {

  /** Takes in what the reflector reads; called from one thread. */
  interface Target<T> {
    void replace(List<T> list);

    void present(T object);

    void gone(T last);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Reflector.class);

  static final int PAGE = 500;
  // About once a minute at the longest back-off.
  private static final int REMIND = 12;
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
  private static final Duration LIFETIME = Duration.ofMinutes(5);
  // Servers send a bookmark about once a minute; silence beyond that may be a dead connection,
  // and asking again costs one request.
  private static final Duration IDLE_LIMIT = Duration.ofSeconds(90);

  private final CollectionApi<T> api;
  private final Target<T> target;
  private final Time time;
  private final RandomGenerator random;
  private final String name;
  private boolean listedOnce;
  private String version = "";
  private int pageSize = PAGE;
  private int failures;
  private volatile String lastError = "";

  Reflector(CollectionApi<T> api, Target<T> target, Time time, RandomGenerator random) {
    this.api = api;
    this.target = target;
    this.time = time;
    this.random = random;
    this.name = api.path();
  }

  /** Why the last list or watch failed; empty once a watch is open. */
  Optional<String> lastError() {
    return Optional.of(lastError).filter(text -> !text.isEmpty());
  }

  /** Runs until interrupted. */
  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        if (version.isEmpty()) {
          list();
        }
        watch();
      } catch (InterruptedIOException stopped) {
        return;
      } catch (IOException | RuntimeException e) {
        failed(e);
      }
      if (!pause()) {
        return;
      }
    }
  }

  private void list() throws IOException {
    // The first list may be a little old; a later one follows a 410 and must not go back in time.
    var wanted = listedOnce ? "" : "0";
    var items = new ArrayList<T>();
    CollectionApi.Page<T> page;
    var token = "";
    do {
      page = api.list(wanted, pageSize, token);
      items.addAll(page.items());
      token = page.next();
    } while (!token.isEmpty());
    target.replace(items);
    version = page.resourceVersion();
    listedOnce = true;
    pageSize = PAGE;
    failures = 0;
  }

  private void watch() throws IOException {
    var seconds = random.nextLong(LIFETIME.toSeconds(), 2 * LIFETIME.toSeconds());
    try (var watch = api.watch(version, Duration.ofSeconds(seconds), IDLE_LIMIT)) {
      lastError = "";
      var heard = false;
      for (var frame = watch.next(); frame != null; frame = watch.next()) {
        take(frame);
        heard = true;
        failures = 0;
      }
      if (!heard) {
        failures++; // A server that ends watches at once must not be asked in a tight loop.
      }
    }
  }

  private void take(WatchFrame<T> frame) throws ServerRefusal {
    switch (frame) {
      case WatchFrame.Present<T>(var object) -> {
        target.present(object);
        version = object.getMetadata().getResourceVersion();
      }
      case WatchFrame.Gone<T>(var object) -> {
        target.gone(object);
        version = object.getMetadata().getResourceVersion();
      }
      case WatchFrame.Bookmark<T>(var at) -> version = at;
      case WatchFrame.Failed<T>(var code, var reason, var message) ->
          throw new ServerRefusal(code, reason, message);
    }
  }

  private void failed(Exception e) {
    if (e instanceof ServerRefusal refusal && refusal.versionUnusable()) {
      if (version.isEmpty()) {
        // A page token expired while listing: pages are too slow here, so ask for all at once.
        pageSize = 0;
        listedOnce = true;
        failures++;
      }
      LOG.info("relist resource={} error=\"{}\"", name, e.getMessage());
      version = "";
      return;
    }
    failures++;
    lastError = String.valueOf(e.getMessage());
    if (failures % REMIND == 1 || e instanceof RuntimeException) {
      LOG.info("watch interrupted resource={} error=\"{}\"", name, e.getMessage());
    } else {
      LOG.debug("still no watch resource={} error=\"{}\"", name, e.getMessage());
    }
  }

  private boolean pause() {
    if (failures == 0) {
      return true;
    }
    try {
      time.sleep(BACKOFF.jittered(failures - 1, random));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
