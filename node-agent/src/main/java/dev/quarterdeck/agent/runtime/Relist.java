package dev.quarterdeck.agent.runtime;

import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.cri.CriRuntime;
import dev.quarterdeck.model.time.Time;
import dev.quarterdeck.proto.cri.v1.ContainerFilter;
import dev.quarterdeck.proto.cri.v1.PodSandboxFilter;
import dev.quarterdeck.proto.cri.v1.PodSandboxState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whose containers changed behind the workers' backs: from the runtime's event stream
 * where it has one, and by comparing lists, every second without events and more rarely with them.
 */
public final class Relist implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Relist.class);
  private static final Duration RECONNECT = Duration.ofSeconds(1);

  private final CriRuntime runtime;
  private final Changes changes;
  private final Time time;
  private final Periods periods;
  private final Runnable relisted;
  private final Timer duration;
  private final Background lister;
  private final Background watcher;
  private volatile boolean watching;
  private Map<String, Sighting> seen = Map.of();

  /** Hears whose containers changed; must not block. */
  public interface Changes {
    /** Lists say so, and this. */
    void seen(String podUid, Sighting sighting);

    /** The runtime's events say so, and nothing more. */
    void noticed(String podUid);
  }

  /** How often lists are compared, without and with events from the runtime. */
  public record Periods(Duration withoutEvents, Duration withEvents) {}

  /**
   * @param relisted told after each complete comparison
   */
  public Relist(
      CriRuntime runtime,
      Changes changes,
      Periods periods,
      Runnable relisted,
      Time time,
      MeterRegistry meters) {
    this.runtime = runtime;
    this.changes = changes;
    this.time = time;
    this.periods = periods;
    this.relisted = relisted;
    duration = Timer.builder("kubelet.pleg.relist.duration").register(meters);
    lister = new Background("relist", time, this::list);
    watcher = new Background("container-events", time, this::watch);
  }

  public void start() {
    watcher.start();
    lister.start();
  }

  private void list() throws InterruptedException {
    while (true) {
      var begun = time.nanos();
      try {
        duration.record(this::compare);
        relisted.run();
      } catch (CriFault.Interrupted interrupted) {
        throw new InterruptedException();
      } catch (CriFault fault) {
        LOG.warn("relist failed error=\"{}\"", fault.getMessage());
      }
      do {
        time.sleep(periods.withoutEvents());
      } while (watching && time.nanos() - begun < periods.withEvents().toNanos());
    }
  }

  private void compare() {
    var now = new HashMap<String, Sighting>();
    for (var sandbox : runtime.listPodSandboxes(PodSandboxFilter.getDefaultInstance())) {
      sighting(now, sandbox.getLabelsMap())
          .ifPresent(
              pod ->
                  pod.sandboxes()
                      .put(sandbox.getId(), sandbox.getState() == PodSandboxState.SANDBOX_READY));
    }
    for (var container : runtime.listContainers(ContainerFilter.getDefaultInstance())) {
      sighting(now, container.getLabelsMap())
          .ifPresent(
              pod ->
                  pod.containers().put(container.getId(), PodObserver.state(container.getState())));
    }
    var before = seen;
    seen = now;
    tellChanges(before, now);
  }

  private static Optional<Sighting> sighting(
      Map<String, Sighting> pods, Map<String, String> labels) {
    return Optional.ofNullable(labels.get(Labels.POD_UID))
        .map(uid -> pods.computeIfAbsent(uid, _ -> Sighting.empty()));
  }

  private void tellChanges(Map<String, Sighting> before, Map<String, Sighting> now) {
    var uids = new HashSet<>(before.keySet());
    uids.addAll(now.keySet());
    for (var uid : uids) {
      var sighting = now.getOrDefault(uid, Sighting.NOTHING);
      if (!sighting.equals(before.getOrDefault(uid, Sighting.NOTHING))) {
        changes.seen(uid, sighting);
      }
    }
  }

  private void watch() throws InterruptedException {
    while (true) {
      try {
        watching = true; // until the runtime says otherwise
        runtime.watchEvents(
            event -> changes.noticed(event.getPodSandboxStatus().getMetadata().getUid()));
      } catch (CriFault.Unimplemented unimplemented) {
        LOG.info(
            "runtime has no container events; comparing lists every {}", periods.withoutEvents());
        return;
      } catch (CriFault.Interrupted interrupted) {
        return;
      } catch (CriFault fault) {
        LOG.info("container events interrupted error=\"{}\"", fault.getMessage());
      } finally {
        watching = false;
      }
      time.sleep(RECONNECT);
    }
  }

  @Override
  public void close() {
    Background.closeAll(List.of(lister, watcher));
  }
}
