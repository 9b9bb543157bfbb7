package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.runtime.PodObserver;
import dev.quarterdeck.agent.worker.PodVolumes.VolumeNotReady;
import dev.quarterdeck.client.background.Ticker;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks from time to time for what no worker cares for: pods the runtime holds and folders on disk
 * whose pods the API server has forgotten. To be started once every pod of the API server has its
 * worker.
 */
public final class Orphans implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);
  private static final Duration PERIOD = Duration.ofSeconds(30);

  private final PodTools tools;
  private final PodWorkers workers;
  private final Ticker ticker;

  public Orphans(PodTools tools, PodWorkers workers) {
    this.tools = tools;
    this.workers = workers;
    ticker = new Ticker("orphans", PERIOD, tools.time(), this::look);
  }

  public void start() {
    ticker.start();
  }

  private void look() {
    PodObserver.all(tools.runtime()).forEach(workers::orphan);
    var onDisk = tools.volumes().podsOnDisk();
    // Asked after: a pod that comes meanwhile has its worker before its folder.
    var known = workers.known();
    for (var uid : onDisk) {
      if (!known.contains(uid)) {
        try {
          tools.volumes().unmount(uid);
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
