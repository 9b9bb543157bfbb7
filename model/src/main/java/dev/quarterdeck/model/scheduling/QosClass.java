package dev.quarterdeck.model.scheduling;

import dev.quarterdeck.model.Quantities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A pod's quality of service class (<a
 * href="https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/">Pod Quality of Service
 * Classes</a>).
 */
public enum QosClass {
  GUARANTEED("Guaranteed"),
  BURSTABLE("Burstable"),
  BEST_EFFORT("BestEffort");

  private static final List<String> COUNTED = List.of(ResourceAmounts.CPU, ResourceAmounts.MEMORY);

  private final String wireName;

  QosClass(String wireName) {
    this.wireName = wireName;
  }

  /** As in {@code status.qosClass}. */
  public String wireName() {
    return wireName;
  }

  /** The class that the pod's status names; without one, the class that follows from its spec. */
  public static QosClass of(Pod pod) {
    return Optional.ofNullable(pod.getStatus())
        .flatMap(status -> ofWireName(status.getQosClass()))
        .orElseGet(() -> of(pod.getSpec()));
  }

  private static Optional<QosClass> ofWireName(String name) {
    return Stream.of(values()).filter(qos -> qos.wireName.equals(name)).findFirst();
  }

  /**
   * The class that follows from requests and limits of cpu and memory: BestEffort when there are
   * none, Guaranteed when every container (or the pod itself, where it has resources of its own)
   * has limits of both, and the sums of requests and limits are equal.
   */
  public static QosClass of(PodSpec spec) {
    var holders = holders(spec);
    var sums =
        COUNTED.stream()
            .map(name -> new Sums(sum(holders, name, false), sum(holders, name, true)))
            .toList();
    if (sums.stream().allMatch(Sums::areZero)) {
      return BEST_EFFORT;
    }
    var bounded =
        holders.stream()
            .map(PodResources::limitsOf)
            .allMatch(limits -> COUNTED.stream().allMatch(name -> millis(limits, name) > 0));
    return bounded && sums.stream().allMatch(Sums::areEqual) ? GUARANTEED : BURSTABLE;
  }

  private record Sums(long requests, long limits) {

    boolean areZero() {
      return requests == 0 && limits == 0;
    }

    boolean areEqual() {
      return requests == limits;
    }
  }

  private static List<ResourceRequirements> holders(PodSpec spec) {
    return spec.getResources() != null
        ? List.of(spec.getResources())
        : Stream.concat(spec.getContainers().stream(), spec.getInitContainers().stream())
            .map(Container::getResources)
            .toList();
  }

  private static long sum(List<ResourceRequirements> holders, String name, boolean limits) {
    return holders.stream()
        .map(h -> limits ? PodResources.limitsOf(h) : PodResources.requestsOf(h))
        .mapToLong(amounts -> Math.max(0, millis(amounts, name)))
        .sum();
  }

  private static long millis(Map<String, Quantity> amounts, String name) {
    return Quantities.millis(amounts.get(name));
  }
}
