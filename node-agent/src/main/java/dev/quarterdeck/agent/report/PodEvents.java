package dev.quarterdeck.agent.report;

import dev.quarterdeck.agent.plan.Ephemeral;
import dev.quarterdeck.agent.plan.PodSpecs;
import dev.quarterdeck.client.event.EventRecorder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;

/** Tells people what happens to pods and their containers. */
@FunctionalInterface
public interface PodEvents {

  /**
   * @param type {@link EventRecorder#NORMAL} or {@link EventRecorder#WARNING}
   */
  void record(ObjectReference about, String type, String reason, String message);

  default void normal(Pod pod, String reason, String message) {
    record(EventRecorder.reference(pod), EventRecorder.NORMAL, reason, message);
  }

  default void warning(Pod pod, String reason, String message) {
    record(EventRecorder.reference(pod), EventRecorder.WARNING, reason, message);
  }

  default void normal(Pod pod, String container, String reason, String message) {
    record(reference(pod, container), EventRecorder.NORMAL, reason, message);
  }

  default void warning(Pod pod, String container, String reason, String message) {
    record(reference(pod, container), EventRecorder.WARNING, reason, message);
  }

  /** Names a container as Kubernetes' events do: {@code spec.containers{web}}. */
  static ObjectReference reference(Pod pod, String container) {
    var known = PodSpecs.find(pod, container).isPresent();
    return new ObjectReferenceBuilder(EventRecorder.reference(pod))
        .withFieldPath(known ? "spec.%s{%s}".formatted(list(pod, container), container) : null)
        .build();
  }

  private static String list(Pod pod, String container) {
    if (Ephemeral.is(pod, container)) {
      return "ephemeralContainers";
    }
    return pod.getSpec().getInitContainers().stream().anyMatch(c -> c.getName().equals(container))
        ? "initContainers"
        : "containers";
  }
}
