package dev.quarterdeck.agent.runtime;

import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.cri.CriRuntime;
import dev.quarterdeck.proto.cri.v1.ContainerFilter;
import dev.quarterdeck.proto.cri.v1.PodSandboxFilter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whose containers changed behind the workers' backs: from the runtime's event stream
 * where it has one, and by comparing lists, every second without events and more rarely with them.
 */
public final class Relist implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Relist.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final Duration RECONNECT = Duration.ofSeconds(1);

  private final CriRuntime runtime;
  private final Consumer<String> changed;
  private final Duration period;
  private final Duration periodWithEvents;
  private final Timer duration;
  private final Thread lister;
  private final Thread watcher;
  private volatile boolean watching;
  private Map<String, Map<String, Integer>> seen = Map.of();

  /**
   * @param changed told the UIDs of pods with changes; must not block
   */
  public Relist(
      CriRuntime runtime,
      Consumer<String> changed,
      Duration period,
      Duration periodWithEvents,
      MeterRegistry meters) {
    this.runtime = runtime;
    this.changed = changed;
    this.period = period;
    this.periodWithEvents = periodWithEvents;
    duration = Timer.builder("kubelet.pleg.relist.duration").register(meters);
    lister = Thread.ofVirtual().name("relist").unstarted(this::list);
    watcher = Thread.ofVirtual().name("container-events").unstarted(this::watch);
  }

  public void start() {
    watcher.start();
    lister.start();
  }

  private void list() {
    try {
      var last = System.nanoTime();
      while (true) {
        TimeUnit.MILLISECONDS.sleep(period.toMillis());
        if (watching && System.nanoTime() - last < periodWithEvents.toNanos()) {
          continue;
        }
        last = System.nanoTime();
        try {
          duration.record(this::compare);
        } catch (CriFault fault) {
          LOG.warn("relist failed error=\"{}\"", fault.getMessage());
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void compare() {
    var now = new HashMap<String, Map<String, Integer>>();
    for (var sandbox : runtime.listPodSandboxes(PodSandboxFilter.getDefaultInstance())) {
      note(now, sandbox.getLabelsMap(), sandbox.getId(), sandbox.getStateValue());
    }
    for (var container : runtime.listContainers(ContainerFilter.getDefaultInstance())) {
      note(now, container.getLabelsMap(), container.getId(), container.getStateValue());
    }
    var before = seen;
    seen = now;
    changes(before, now).forEach(changed);
  }

  private static void note(
      Map<String, Map<String, Integer>> states, Map<String, String> labels, String id, int state) {
    var uid = labels.get(Labels.POD_UID);
    if (uid != null) {
      states.computeIfAbsent(uid, _ -> new HashMap<>()).put(id, state);
    }
  }

  private static Set<String> changes(
      Map<String, Map<String, Integer>> before, Map<String, Map<String, Integer>> now) {
    var uids = new HashSet<>(before.keySet());
    uids.addAll(now.keySet());
    uids.removeIf(
        uid -> now.getOrDefault(uid, Map.of()).equals(before.getOrDefault(uid, Map.of())));
    return uids;
  }

  private void watch() {
    try {
      while (true) {
        try {
          watching = true; // until the runtime says otherwise
          runtime.watchEvents(
              event -> changed.accept(event.getPodSandboxStatus().getMetadata().getUid()));
        } catch (CriFault.Unimplemented unimplemented) {
          LOG.info("runtime has no container events; comparing lists every {}", period);
          return;
        } catch (CriFault.Interrupted interrupted) {
          return;
        } catch (CriFault fault) {
          LOG.info("container events interrupted error=\"{}\"", fault.getMessage());
        } finally {
          watching = false;
        }
        TimeUnit.MILLISECONDS.sleep(RECONNECT.toMillis());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    lister.interrupt();
    watcher.interrupt();
    try {
      if (!lister.join(STOP_LIMIT) || !watcher.join(STOP_LIMIT)) {
        LOG.warn("relist did not stop in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
