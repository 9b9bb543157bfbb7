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
 * Finds the pods whose containers changed: from the runtime's event stream, if it has one, and by
 * comparing its lists, less often while events arrive (the kubelet's pod lifecycle event
 * generator).
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
  private Map<String, PodRecord> records = Map.of();

  /** Learns which pods' containers changed; must not block. */
  public interface Changes {
    /** Takes what the runtime's lists hold of a pod since they changed. */
    void listed(String podUid, PodRecord record);

    /** Takes the pod of an event, which does not tell the whole state. */
    void changed(String podUid);
  }

  /** How often lists are compared, without and with events from the runtime. */
  public record Periods(Duration withoutEvents, Duration withEvents) {}

  /**
   * @param relisted runs after each complete comparison
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

  /** Starts to list and to read the event stream. */
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
    var now = new HashMap<String, PodRecord>();
    for (var sandbox : runtime.listPodSandboxes(PodSandboxFilter.getDefaultInstance())) {
      recordOf(now, sandbox.getLabelsMap())
          .ifPresent(
              pod ->
                  pod.sandboxes()
                      .put(sandbox.getId(), sandbox.getState() == PodSandboxState.SANDBOX_READY));
    }
    for (var container : runtime.listContainers(ContainerFilter.getDefaultInstance())) {
      recordOf(now, container.getLabelsMap())
          .ifPresent(
              pod ->
                  pod.containers().put(container.getId(), PodObserver.state(container.getState())));
    }
    var before = records;
    records = now;
    reportChanges(before, now);
  }

  private static Optional<PodRecord> recordOf(
      Map<String, PodRecord> pods, Map<String, String> labels) {
    return Optional.ofNullable(labels.get(Labels.POD_UID))
        .map(uid -> pods.computeIfAbsent(uid, _ -> PodRecord.empty()));
  }

  private void reportChanges(Map<String, PodRecord> before, Map<String, PodRecord> now) {
    var uids = new HashSet<>(before.keySet());
    uids.addAll(now.keySet());
    for (var uid : uids) {
      var record = now.getOrDefault(uid, PodRecord.NONE);
      if (!record.equals(before.getOrDefault(uid, PodRecord.NONE))) {
        changes.listed(uid, record);
      }
    }
  }

  private void watch() throws InterruptedException {
    while (true) {
      try {
        watching = true; // until the call fails
        runtime.watchEvents(
            event -> changes.changed(event.getPodSandboxStatus().getMetadata().getUid()));
      } catch (CriFault.Unimplemented unimplemented) {
        LOG.info("container runtime has no event stream period={}", periods.withoutEvents());
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
