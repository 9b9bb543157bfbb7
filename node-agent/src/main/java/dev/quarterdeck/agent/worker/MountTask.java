package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.worker.PodVolumes.VolumeNotReady;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Mounts one pod's volumes on a virtual thread, while the pod's worker runs the sandbox. */
final class MountTask {

  private final FutureTask<Optional<VolumeNotReady>> task;
  private final Thread thread;

  private MountTask(PodVolumes volumes, Pod pod) {
    task = new FutureTask<>(() -> attempt(volumes, pod));
    thread = Thread.ofVirtual().name("mount-" + pod.getMetadata().getUid()).start(task);
  }

  static MountTask start(PodVolumes volumes, Pod pod) {
    return new MountTask(volumes, pod);
  }

  /** Mounts on the calling thread; returns why not all volumes are mounted, empty when all are. */
  static Optional<VolumeNotReady> attempt(PodVolumes volumes, Pod pod) {
    try {
      volumes.mount(pod);
      return Optional.empty();
    } catch (VolumeNotReady e) {
      return Optional.of(e);
    }
  }

  /**
   * Waits for the end of the mounts; returns why not all volumes are mounted, empty when all are.
   */
  Optional<VolumeNotReady> result() throws InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("volumes not mounted", e.getCause());
    }
  }

  /**
   * Interrupts mounts that are still in progress and waits until their thread has ended, also when
   * the calling thread was interrupted before; its interrupt flag stays as it was.
   *
   * @return false when the thread still runs after {@code limit}: the pod's files are in use
   */
  boolean end(Duration limit) {
    thread.interrupt();
    var interrupted = Thread.interrupted();
    try {
      return thread.join(limit);
    } catch (InterruptedException e) {
      interrupted = true;
      return !thread.isAlive();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
