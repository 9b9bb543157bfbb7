package dev.quarterdeck.agent.volume;

import dev.quarterdeck.agent.worker.PodVolumes.VolumeNotReady;
import dev.quarterdeck.client.queue.WorkQueue;
import dev.quarterdeck.client.reconcile.ReconcileLoop;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BiConsumer;

/** Updates the volumes of pods as soon as an object that they project has changed. */
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
   * @param failed takes the pod's UID and the reason when its volumes cannot be updated; the next
   *     attempt is at the next change or sync of the pod
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
