package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.plan.PodState.ActionFailure;
import dev.quarterdeck.agent.worker.PodVolumes.VolumeNotReady;
import dev.quarterdeck.client.Backoff;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mounts and unmounts the volumes of one pod. Only one thread at a time works on the pod's files:
 * it ends an attempt in progress, with a deadline, before the next attempt and before the unmount.
 * Only the pod's worker uses it.
 */
final class PodMounts {

  private static final Logger LOG = LoggerFactory.getLogger(PodMounts.class);
  // The kubelet's back-off.
  private static final Backoff MOUNT_RETRY =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(122));
  private static final Duration REFRESH = Duration.ofMinutes(1);
  private static final Duration END_LIMIT = Duration.ofSeconds(2);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final String STILL_MOUNTING = "volumes are still being mounted";

  private final WorkerContext context;
  // present while its thread may still work on the pod's files
  private Optional<MountTask> task = Optional.empty();
  private Optional<Instant> mountedAt = Optional.empty();
  private Optional<ActionFailure> failure = Optional.empty();
  private int failuresInARow;

  PodMounts(WorkerContext context) {
    this.context = context;
  }

  /** Mounts the volumes unless they are mounted; returns why they cannot be mounted. */
  Optional<ActionFailure> ensure(Pod pod) {
    return mountedAt.isPresent() ? Optional.empty() : attempt(pod);
  }

  /**
   * Mounts again when the last mount is older than a minute or another agent's, which updates the
   * contents.
   */
  void refresh(Pod pod) {
    var now = context.time().instant();
    if (mountedAt.filter(at -> now.isBefore(at.plus(REFRESH))).isEmpty()) {
      attempt(pod);
    }
  }

  private Optional<ActionFailure> attempt(Pod pod) {
    if (!endTask()) {
      return Optional.of(stillMounting());
    }
    if (isDue()) {
      recordResult(pod, MountTask.attempt(context.volumes(), pod));
    }
    return failure;
  }

  /**
   * Starts to mount on another thread, if an attempt is due. A call of {@link #await} or {@link
   * #abandon} must follow.
   *
   * @return why it cannot start now
   */
  Optional<ActionFailure> begin(Pod pod) {
    if (!endTask()) {
      return Optional.of(stillMounting());
    }
    if (isDue()) {
      task = Optional.of(MountTask.start(context.volumes(), pod));
    }
    return Optional.empty();
  }

  /** Waits for the mounts that {@link #begin} started; returns why the volumes are not mounted. */
  Optional<ActionFailure> await(Pod pod) throws InterruptedException {
    if (task.isPresent()) {
      recordResult(pod, task.get().result());
    }
    return failure;
  }

  /** Ends the mounts that {@link #begin} started; does nothing when there are none. */
  void abandon() {
    if (!endTask()) {
      LOG.warn("volume mounts still in progress limit={}", END_LIMIT);
    }
  }

  /** Unmounts the volumes and deletes the pod's files; returns why it cannot. */
  Optional<ActionFailure> unmount(Pod pod) {
    if (!endTask()) {
      return Optional.of(stillMounting());
    }
    try {
      context.volumes().unmount(pod.getMetadata().getUid());
      mountedAt = Optional.empty();
      return Optional.empty();
    } catch (VolumeNotReady e) {
      context.events().warning(pod, "FailedUnMount", e.getMessage());
      return Optional.of(
          new ActionFailure("", e.getMessage(), context.time().instant().plus(RETRY)));
    }
  }

  private boolean endTask() {
    if (task.isPresent() && task.get().end(END_LIMIT)) {
      task = Optional.empty();
    }
    return task.isEmpty();
  }

  /** Whether the back-off after the last failure has passed. */
  private boolean isDue() {
    var now = context.time().instant();
    return failure.filter(last -> now.isBefore(last.retryAt())).isEmpty();
  }

  private void recordResult(Pod pod, Optional<VolumeNotReady> result) {
    var now = context.time().instant();
    if (result.isEmpty()) {
      mountedAt = Optional.of(now);
      failure = Optional.empty();
      failuresInARow = 0;
      return;
    }
    var why = result.get().getMessage();
    context.events().warning(pod, "FailedMount", why);
    var retryAt = now.plus(MOUNT_RETRY.after(failuresInARow++));
    failure = Optional.of(new ActionFailure("ContainerCreating", why, retryAt));
  }

  private ActionFailure stillMounting() {
    return new ActionFailure(
        "ContainerCreating", STILL_MOUNTING, context.time().instant().plus(RETRY));
  }
}
