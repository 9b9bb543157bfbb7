package dev.quarterdeck.controllers.volumeprotection;

import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.pod.PodFacts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Decides about the finalizer that keeps a claim or volume from deletion while it is in use. */
final class ProtectionPlan {

  static final String CLAIM_FINALIZER = "kubernetes.io/pvc-protection";
  static final String VOLUME_FINALIZER = "kubernetes.io/pv-protection";

  /** What becomes of the finalizer. */
  sealed interface Decision {

    /** The finalizers stay as they are. */
    record Leave() implements Decision {}

    /** The finalizer is missing: the object was created without the admission that adds it. */
    record Protect(List<String> finalizers) implements Decision {}

    /** The object is being deleted and not in use: remove the finalizer. */
    record Release(List<String> finalizers) implements Decision {}
  }

  private ProtectionPlan() {}

  /** Whether the finalizer may have to change; if not, the object's users need not be known. */
  static boolean isDue(HasMetadata object, String finalizer) {
    return Owners.isTerminating(object) == object.getMetadata().getFinalizers().contains(finalizer);
  }

  /**
   * @param pods those that may use it
   */
  static Decision next(PersistentVolumeClaim claim, Collection<Pod> pods) {
    return next(claim, CLAIM_FINALIZER, pods.stream().anyMatch(pod -> uses(pod, claim)));
  }

  static Decision next(PersistentVolume volume) {
    var status = volume.getStatus();
    return next(volume, VOLUME_FINALIZER, status != null && "Bound".equals(status.getPhase()));
  }

  private static Decision next(HasMetadata object, String finalizer, boolean inUse) {
    if (!isDue(object, finalizer)) {
      return new Decision.Leave();
    }
    var finalizers = new ArrayList<>(object.getMetadata().getFinalizers());
    if (!Owners.isTerminating(object)) {
      finalizers.add(finalizer);
      return new Decision.Protect(finalizers);
    }
    finalizers.remove(finalizer);
    return inUse ? new Decision.Leave() : new Decision.Release(finalizers);
  }

  /**
   * A pod on a node uses a claim as long as it exists, finished or not: its volumes may still be
   * mounted. One that is on no node yet will find the claim going and not start.
   */
  private static boolean uses(Pod pod, PersistentVolumeClaim claim) {
    return PodFacts.isScheduled(pod)
        && pod.getSpec().getVolumes().stream().anyMatch(volume -> isOf(volume, pod, claim));
  }

  private static boolean isOf(Volume volume, Pod pod, PersistentVolumeClaim claim) {
    var name = claim.getMetadata().getName();
    if (volume.getPersistentVolumeClaim() != null) {
      return name.equals(volume.getPersistentVolumeClaim().getClaimName());
    }
    return volume.getEphemeral() != null
        && !isShutDown(pod)
        && name.equals(PodFacts.ephemeralClaim(pod, volume))
        && Owners.isControlledBy(claim, pod.getMetadata().getUid());
  }

  /**
   * Whether the pod's node has ended it. A claim that was made for the pod may then go first, as it
   * must when the pod is deleted in the foreground and waits for the claim.
   */
  private static boolean isShutDown(Pod pod) {
    var grace = pod.getMetadata().getDeletionGracePeriodSeconds();
    return PodFacts.isTerminating(pod) && grace != null && grace == 0;
  }

  /** Whether the pod, as it is now, does not keep a claim in use. */
  static boolean letsGo(Pod pod) {
    return PodFacts.isFinished(pod) || !PodFacts.isScheduled(pod) || isShutDown(pod);
  }
}
