package dev.quarterdeck.agent.plan;

import dev.quarterdeck.model.Quantities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;

/** Kubernetes' quality of service classes. */
public enum QosClass {
  GUARANTEED("Guaranteed"),
  BURSTABLE("Burstable"),
  BEST_EFFORT("BestEffort");

  private static final List<String> COUNTED = List.of("cpu", "memory");

  private final String wireName;

  QosClass(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }

  /**
   * Guaranteed when every container has equal requests and limits, BestEffort when none has any.
   */
  public static QosClass of(Pod pod) {
    var guaranteed = true;
    var any = false;
    for (var container : PodSpecs.all(pod).toList()) {
      for (var resource : COUNTED) {
        var limit = limit(container, resource);
        var request = request(container, resource);
        any |= limit > 0 || request > 0;
        guaranteed &= limit > 0 && (request == 0 || request == limit);
      }
    }
    if (!any) {
      return BEST_EFFORT;
    }
    return guaranteed ? GUARANTEED : BURSTABLE;
  }

  /** Thousandths of the resource; 0 when there is none. */
  public static long limit(Container container, String resource) {
    var resources = container.getResources();
    return resources == null ? 0 : millis(resources.getLimits(), resource);
  }

  /** Thousandths of the resource; 0 when there is none. */
  public static long request(Container container, String resource) {
    var resources = container.getResources();
    return resources == null ? 0 : millis(resources.getRequests(), resource);
  }

  private static long millis(Map<String, Quantity> quantities, String resource) {
    return quantities == null ? 0 : Quantities.millis(quantities.get(resource));
  }
}
