package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.plan.PodFacts.Trouble;
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
 * an attempt that was left behind is ended, with a deadline, before the next one and before
 * unmounting. Used by the pod's worker alone.
 */
final class PodMounts {

  private static final Logger LOG = LoggerFactory.getLogger(PodMounts.class);
  // The kubelet's.
  private static final Backoff MOUNT_RETRY =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(122));
  private static final Duration REFRESH = Duration.ofMinutes(1);
  private static final Duration END_LIMIT = Duration.ofSeconds(2);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final String STILL_MOUNTING = "volumes are still being mounted";

  private final PodTools tools;
  // present while its thread may still work on the pod's files
  private Optional<MountTask> task = Optional.empty();
  private Optional<Instant> mountedAt = Optional.empty();
  private Optional<Trouble> trouble = Optional.empty();
  private int failuresInARow;

  PodMounts(PodTools tools) {
    this.tools = tools;
  }

  /** Mounts the volumes unless they are; returns why they are not. */
  Optional<Trouble> ensure(Pod pod) {
    return mountedAt.isPresent() ? Optional.empty() : attempt(pod);
  }

  /** Mounts anew from time to time, and after a restart of the agent, which updates contents. */
  void refresh(Pod pod) {
    var now = tools.time().instant();
    if (mountedAt.filter(at -> now.isBefore(at.plus(REFRESH))).isEmpty()) {
      attempt(pod);
    }
  }

  private Optional<Trouble> attempt(Pod pod) {
    if (!atRest()) {
      return Optional.of(stillMounting());
    }
    if (isDue()) {
      note(pod, MountTask.attempt(tools.volumes(), pod));
    }
    return trouble;
  }

  /**
   * Begins to mount on another thread, if an attempt is due. To be followed by {@link #await} or
   * {@link #abandon}.
   *
   * @return why that is not possible now
   */
  Optional<Trouble> begin(Pod pod) {
    if (!atRest()) {
      return Optional.of(stillMounting());
    }
    if (isDue()) {
      task = Optional.of(MountTask.start(tools.volumes(), pod));
    }
    return Optional.empty();
  }

  /** Waits for what {@link #begin} began; returns why the volumes are not mounted. */
  Optional<Trouble> await(Pod pod) throws InterruptedException {
    if (task.isPresent()) {
      note(pod, task.get().result());
    }
    return trouble;
  }

  /** Ends what {@link #begin} began, whatever came of it; nothing begun is fine. */
  void abandon() {
    if (!atRest()) {
      LOG.warn("mounting of volumes does not end limit={}", END_LIMIT);
    }
  }

  /** Unmounts the volumes and deletes the pod's files; returns why that is not done. */
  Optional<Trouble> unmount(Pod pod) {
    if (!atRest()) {
      return Optional.of(stillMounting());
    }
    try {
      tools.volumes().unmount(pod.getMetadata().getUid());
      mountedAt = Optional.empty();
      return Optional.empty();
    } catch (VolumeNotReady e) {
      tools.events().warning(pod, "FailedUnMount", e.getMessage());
      return Optional.of(new Trouble("", e.getMessage(), tools.time().instant().plus(RETRY)));
    }
  }

  private boolean atRest() {
    if (task.isPresent() && task.get().end(END_LIMIT)) {
      task = Optional.empty();
    }
    return task.isEmpty();
  }

  /** While the last failure is not due again, it is the answer. */
  private boolean isDue() {
    var now = tools.time().instant();
    return trouble.filter(last -> now.isBefore(last.retryAt())).isEmpty();
  }

  private void note(Pod pod, Optional<VolumeNotReady> failure) {
    var now = tools.time().instant();
    if (failure.isEmpty()) {
      mountedAt = Optional.of(now);
      trouble = Optional.empty();
      failuresInARow = 0;
      return;
    }
    var why = failure.get().getMessage();
    tools.events().warning(pod, "FailedMount", why);
    var retryAt = now.plus(MOUNT_RETRY.after(failuresInARow++));
    trouble = Optional.of(new Trouble("ContainerCreating", why, retryAt));
  }

  private Trouble stillMounting() {
    return new Trouble("ContainerCreating", STILL_MOUNTING, tools.time().instant().plus(RETRY));
  }
}
