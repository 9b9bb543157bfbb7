package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.apiserver.watchcache.ServedVersion;
import dev.quarterdeck.apiserver.watchcache.Watcher;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** GET on a collection with {@code watch=true}. */
public final class Watch {

  /** A watch no client has put a limit on ends after once to twice this, so that load spreads. */
  private static final Duration SHORTEST = Duration.ofMinutes(30);

  /** How long a watch may take to find its start. */
  private static final Duration START = Duration.ofSeconds(30);

  /**
   * A running watch.
   *
   * @param lasts after which it is to be ended
   */
  public record Stream(Watcher watcher, Duration lasts) {}

  private final CacheLookup caches;
  private final RandomGenerator random;

  Watch(CacheLookup caches, RandomGenerator random) {
    this.caches = caches;
    this.random = random;
  }

  /**
   * @param wake called from any thread whenever the watcher may have something new
   * @throws dev.quarterdeck.model.ApiFault BAD_REQUEST; EXPIRED when the start is too far back
   */
  public Stream open(VerbRequest request, Runnable wake) {
    Selectors.check(request);
    var read = request.read();
    ReadOptionRules.checkWatch(read);
    var cache = caches.of(request.type());
    // A watch from nowhere has always begun with all there is.
    var fromNowhere = read.consistent() || read.anyVersion();
    var streamingList =
        read.sendInitialEvents() == null
            ? fromNowhere && read.resourceVersionMatch().isEmpty()
            : read.sendInitialEvents();
    var watcher =
        cache.watch(
            ListAll.scope(request),
            startAfter(request),
            read.bookmarks(),
            streamingList && read.bookmarks(),
            wake);
    var shown = ServedVersion.watcher(request.type(), watcher, wake);
    return new Stream(shown, lasts(read.timeout()));
  }

  /** The revision events start after; 0 to start with the whole image. */
  private long startAfter(VerbRequest request) {
    var cache = caches.of(request.type());
    var read = request.read();
    if (read.consistent()) {
      cache.awaitCurrent(START);
    }
    if (Boolean.FALSE.equals(read.sendInitialEvents())
        && (read.consistent() || read.anyVersion())) {
      return Math.max(1, cache.revision());
    }
    if (read.consistent() || read.anyVersion()) {
      return 0;
    }
    var revision = ResourceVersionParameter.parse(read.resourceVersion());
    if (Boolean.TRUE.equals(read.sendInitialEvents())) {
      cache.awaitRevision(revision, ResourceVersionParameter.patience(request));
      return 0;
    }
    return revision;
  }

  private Duration lasts(Duration asked) {
    return asked.isZero() ? SHORTEST.plusMillis(random.nextLong(SHORTEST.toMillis())) : asked;
  }
}
