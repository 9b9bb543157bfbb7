package dev.quarterdeck.controllers.pod;

import dev.quarterdeck.controllers.meta.Timestamps;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Volume;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads phase, conditions and volume claims of a pod. */
public final class PodFacts {

  private PodFacts() {}

  /** {@code status.phase}; Pending when there is none yet. */
  public static String phase(Pod pod) {
    var status = pod.getStatus();
    return status == null || status.getPhase() == null ? "Pending" : status.getPhase();
  }

  /** Succeeded or Failed: its containers will never run again. */
  public static boolean isFinished(Pod pod) {
    var phase = phase(pod);
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  public static boolean isTerminating(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  /** Counts towards its owner's replicas: neither finished nor being deleted. */
  public static boolean isActive(Pod pod) {
    return !isFinished(pod) && !isTerminating(pod);
  }

  public static boolean isScheduled(Pod pod) {
    var node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
    return node != null && !node.isEmpty();
  }

  /** The names of the claims that its volumes use, including those made for the pod. */
  public static List<String> claims(Pod pod) {
    if (pod.getSpec() == null) {
      return List.of();
    }
    return pod.getSpec().getVolumes().stream()
        .map(volume -> claim(pod, volume))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<String> claim(Pod pod, Volume volume) {
    if (volume.getPersistentVolumeClaim() != null) {
      return Optional.of(volume.getPersistentVolumeClaim().getClaimName());
    }
    return volume.getEphemeral() == null
        ? Optional.empty()
        : Optional.of(ephemeralClaim(pod, volume));
  }

  /** The name of the claim that is made for an ephemeral volume. */
  public static String ephemeralClaim(Pod pod, Volume volume) {
    return pod.getMetadata().getName() + "-" + volume.getName();
  }

  public static Optional<PodCondition> condition(Pod pod, String type) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    for (var condition : pod.getStatus().getConditions()) {
      if (type.equals(condition.getType())) {
        return Optional.of(condition);
      }
    }
    return Optional.empty();
  }

  public static boolean isReady(Pod pod) {
    return condition(pod, "Ready").filter(c -> "True".equals(c.getStatus())).isPresent();
  }

  /** Since when the pod has been ready; empty when it is not. */
  public static Optional<Instant> readySince(Pod pod) {
    return condition(pod, "Ready")
        .filter(c -> "True".equals(c.getStatus()))
        .flatMap(c -> Timestamps.parse(c.getLastTransitionTime()));
  }

  /** Ready for at least {@code minReadySeconds} at {@code now}. */
  public static boolean isAvailable(Pod pod, int minReadySeconds, Instant now) {
    if (!isReady(pod)) {
      return false;
    }
    return minReadySeconds == 0
        || readySince(pod).filter(s -> !s.plusSeconds(minReadySeconds).isAfter(now)).isPresent();
  }

  /** How long until a ready pod becomes available; empty when it is already or is not ready. */
  public static Optional<Duration> untilAvailable(Pod pod, int minReadySeconds, Instant now) {
    return readySince(pod)
        .map(since -> Duration.between(now, since.plusSeconds(minReadySeconds)))
        .filter(wait -> wait.isPositive());
  }
}
