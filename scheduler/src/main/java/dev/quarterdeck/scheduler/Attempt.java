package dev.quarterdeck.scheduler;

import dev.quarterdeck.scheduler.framework.QueuedPod;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.time.Instant;

/**
 * One attempt to schedule a pod.
 *
 * @param profile the pod's
 * @param began when the attempt began
 */
record Attempt(QueuedPod queued, Profile profile, Instant began) {

  PodInfo pod() {
    return queued.pod();
  }
}
