package dev.quarterdeck.controllers.endpointslice;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Tells of the services whose endpoints a changed pod is or was among. */
public final class SelectingServices {

  private final SharedInformer<Service> services;
  private final Consumer<ObjectKey> changed;

  /**
   * @param changed called with each service's key
   */
  public SelectingServices(SharedInformer<Service> services, Consumer<ObjectKey> changed) {
    this.services = services;
    this.changed = changed;
  }

  /** A handler of pods' changes. */
  public void podChanged(Change<Pod> change) {
    switch (change) {
      case Change.Added<Pod>(var pod) -> selecting(pod);
      case Change.Deleted<Pod>(var pod) -> selecting(pod);
      case Change.Updated<Pod>(var before, var after) -> {
        if (!EndpointFields.of(before).equals(EndpointFields.of(after))) {
          selecting(after);
          if (!labels(before).equals(labels(after))) {
            selecting(before);
          }
        }
      }
    }
  }

  /** The fields of a pod that its endpoints are made from; no other changes matter. */
  private record EndpointFields(
      Map<String, String> labels,
      Object ips,
      String node,
      String hostname,
      String subdomain,
      boolean ready,
      boolean terminating,
      boolean finished) {
    static EndpointFields of(Pod pod) {
      return new EndpointFields(
          SelectingServices.labels(pod),
          List.of(Objects.toString(pod.getStatus().getPodIP()), pod.getStatus().getPodIPs()),
          pod.getSpec().getNodeName(),
          pod.getSpec().getHostname(),
          pod.getSpec().getSubdomain(),
          PodFacts.isReady(pod),
          PodFacts.isTerminating(pod),
          PodFacts.isFinished(pod));
    }
  }

  private static Map<String, String> labels(Pod pod) {
    return Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
  }

  private void selecting(Pod pod) {
    var namespace = pod.getMetadata().getNamespace();
    for (var service : services.store().inNamespace(namespace)) {
      if (hasSelector(service)
          && LabelSelector.of(service.getSpec().getSelector()).matches(labels(pod))) {
        changed.accept(ObjectKey.of(service));
      }
    }
  }

  /** Whether a service has a selector; endpoints of one without are written by somebody else. */
  public static boolean hasSelector(Service service) {
    var selector = service.getSpec().getSelector();
    return selector != null && !selector.isEmpty();
  }

  /** The pods that a service selects. */
  public static List<Pod> selected(Service service, SharedInformer<Pod> pods) {
    var selector = LabelSelector.of(service.getSpec().getSelector());
    return pods.store().inNamespace(service.getMetadata().getNamespace()).stream()
        .filter(pod -> selector.matches(pod.getMetadata().getLabels()))
        .toList();
  }
}
