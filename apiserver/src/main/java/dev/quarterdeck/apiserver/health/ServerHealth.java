package dev.quarterdeck.apiserver.health;

import dev.quarterdeck.apiserver.answer.Health;
import dev.quarterdeck.apiserver.answer.Health.Check;
import dev.quarterdeck.model.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.logging.Logger;

/**
 * What the server knows of its own health. Each check answers from memory: probes of any number
 * cost the store nothing, and learn within seconds that it hangs.
 */
public final class ServerHealth implements AutoCloseable {

  private static final Duration STORE_PERIOD = Duration.ofSeconds(1);
  private static final Duration STORE_PATIENCE = Duration.ofSeconds(2);
  private static final Duration LOG_PERIOD = Duration.ofMinutes(1);

  private final BackgroundCheck store;
  private final BackgroundCheck log;
  private final Supplier<List<String>> unsynced;
  private final Set<StartHook> done = ConcurrentHashMap.newKeySet();
  private volatile boolean closing;

  /**
   * @param askStore throws when the store does not work
   * @param unsynced the kinds whose watch caches are not loaded yet
   */
  public ServerHealth(Runnable askStore, Supplier<List<String>> unsynced, Time time) {
    this.store = new BackgroundCheck("etcd", STORE_PERIOD, STORE_PATIENCE, time, askStore::run);
    this.log =
        new BackgroundCheck("log", LOG_PERIOD, LOG_PERIOD, time, ServerHealth::flushHandlers);
    this.unsynced = unsynced;
  }

  /** Waits as long as whoever logs would, when nobody reads what is logged. */
  private static void flushHandlers() {
    for (var handler : Logger.getLogger("").getHandlers()) {
      handler.flush();
    }
  }

  public void start() {
    store.start();
    log.start();
  }

  /** Notes what is done of the start. */
  public void done(StartHook... hooks) {
    done.addAll(Arrays.asList(hooks));
  }

  /** Notes that the server ends: it is not to be sent requests any more. */
  public void closing() {
    closing = true;
  }

  /** Why the store does not work; empty when it does. */
  public Optional<String> storeFailure() {
    return store.failure();
  }

  /** The checks, in kube-apiserver's order. */
  public Health checks() {
    var live = new ArrayList<Check>();
    live.add(new Check("ping", Optional::empty));
    live.add(new Check("log", log::failure));
    live.add(new Check("etcd", store::failure));
    var ready = new ArrayList<>(live);
    ready.add(new Check("etcd-readiness", store::failure));
    ready.add(new Check("informer-sync", this::informers));
    for (var hook : StartHook.values()) {
      var check = new Check(hook.check(), () -> unfinished(hook));
      live.add(check);
      ready.add(check);
    }
    ready.add(new Check("shutdown", this::shutdown));
    return new Health(live, ready);
  }

  private Optional<String> informers() {
    var kinds = unsynced.get();
    return kinds.isEmpty()
        ? Optional.empty()
        : Optional.of("%d informers not started yet: %s".formatted(kinds.size(), kinds));
  }

  private Optional<String> unfinished(StartHook hook) {
    return done.contains(hook) ? Optional.empty() : Optional.of("not finished");
  }

  private Optional<String> shutdown() {
    return closing ? Optional.of("process is shutting down") : Optional.empty();
  }

  @Override
  public void close() {
    store.close();
    log.close();
  }
}
