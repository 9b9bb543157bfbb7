package dev.quarterdeck.agent.volume;

import dev.quarterdeck.agent.worker.PodVolumes.VolumeNotReady;
import dev.quarterdeck.client.queue.WorkQueue;
import dev.quarterdeck.client.reconcile.ReconcileLoop;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BiConsumer;

/**
 * Brings volumes up to date as soon as an object they show has changed:
 *
 * <pre>{@code
 * var stale = VolumeRefresh.queue(time, meters);
 * var objects = new ReferencedObjects(client, stale::add, time);
 * var volumes = new NodeVolumes(root, new VolumeSources(objects, objects, tokens, allocatable), domain, time);
 * var refresh = VolumeRefresh.start(volumes, stale, (uid, why) -> ..., time, meters);
 * }</pre>
 */
public final class VolumeRefresh implements AutoCloseable {

  private static final String NAME = "volume-refresh";

  private final ReconcileLoop<String> loop;

  private VolumeRefresh(ReconcileLoop<String> loop) {
    this.loop = loop;
  }

  /** The queue of pod UIDs whose volumes may be stale. */
  public static WorkQueue<String> queue(Time time, MeterRegistry meters) {
    return new WorkQueue<>(NAME, time, meters);
  }

  /**
   * @param failed told the pod's UID and why its volumes could not be brought up to date; the
   *     refresh is not tried again before the next change or sync of the pod
   */
  public static VolumeRefresh start(
      NodeVolumes volumes,
      WorkQueue<String> stale,
      BiConsumer<String, String> failed,
      Time time,
      MeterRegistry meters) {
    var loop =
        new ReconcileLoop<String>(
            NAME,
            stale,
            1,
            uid -> {
              try {
                volumes.refresh(uid);
              } catch (VolumeNotReady e) {
                failed.accept(uid, e.getMessage());
              }
              return Result.done();
            },
            time,
            meters);
    return new VolumeRefresh(loop.start());
  }

  @Override
  public void close() {
    loop.close();
  }
}
