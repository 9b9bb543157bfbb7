package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.runtime.PodObserver;
import dev.quarterdeck.agent.worker.PodVolumes.VolumeNotReady;
import dev.quarterdeck.client.background.Ticker;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes orphaned pods from time to time: those that the runtime or the disk holds although the
 * API server does not have them. It must not start before every pod of the API server has its
 * worker.
 */
public final class Orphans implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);
  private static final Duration PERIOD = Duration.ofSeconds(30);

  private final WorkerContext context;
  private final PodWorkers workers;
  private final Ticker ticker;

  public Orphans(WorkerContext context, PodWorkers workers) {
    this.context = context;
    this.workers = workers;
    ticker = new Ticker("orphans", PERIOD, context.time(), this::removeOrphans);
  }

  /** Starts to remove orphaned pods periodically. */
  public void start() {
    ticker.start();
  }

  private void removeOrphans() {
    PodObserver.all(context.runtime()).forEach(workers::endOrphan);
    var onDisk = context.volumes().podsOnDisk();
    // Read after the disk: a new pod has its worker before it has a folder.
    var known = workers.uids();
    for (var uid : onDisk) {
      if (!known.contains(uid)) {
        try {
          context.volumes().unmount(uid);
        } catch (VolumeNotReady e) {
          LOG.warn("orphaned volumes not removed uid={} error=\"{}\"", uid, e.getMessage());
        }
      }
    }
  }

  @Override
  public void close() {
    ticker.close();
  }
}
