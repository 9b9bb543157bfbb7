package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.runtime.PodObserver;
import dev.quarterdeck.agent.worker.PodVolumes.VolumeNotReady;
import dev.quarterdeck.cri.CriFault;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final PodTools tools;
  private final PodWorkers workers;
  private final Thread thread;

  public Orphans(PodTools tools, PodWorkers workers) {
    this.tools = tools;
    this.workers = workers;
    thread = Thread.ofVirtual().name("orphans").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        try {
          look();
        } catch (CriFault fault) {
          LOG.warn("orphans not looked for error=\"{}\"", fault.getMessage());
        }
        TimeUnit.MILLISECONDS.sleep(PERIOD.toMillis());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
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
    thread.interrupt();
    try {
      thread.join(STOP_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
