package dev.quarterdeck.agent.report;

import dev.quarterdeck.agent.plan.EphemeralContainers;
import dev.quarterdeck.agent.plan.PodSpecs;
import dev.quarterdeck.client.event.EventRecorder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;

/** Records events about pods and their containers. */
@FunctionalInterface
public interface PodEvents {

  /**
   * @param type {@link EventRecorder#NORMAL} or {@link EventRecorder#WARNING}
   */
  void record(ObjectReference about, String type, String reason, String message);

  /** Records a normal event about a pod. */
  default void normal(Pod pod, String reason, String message) {
    record(EventRecorder.reference(pod), EventRecorder.NORMAL, reason, message);
  }

  /** Records a warning event about a pod. */
  default void warning(Pod pod, String reason, String message) {
    record(EventRecorder.reference(pod), EventRecorder.WARNING, reason, message);
  }

  /** Records a normal event about a container. */
  default void normal(Pod pod, String container, String reason, String message) {
    record(reference(pod, container), EventRecorder.NORMAL, reason, message);
  }

  /** Records a warning event about a container. */
  default void warning(Pod pod, String container, String reason, String message) {
    record(reference(pod, container), EventRecorder.WARNING, reason, message);
  }

  /**
   * The reference of a container, whose field path is as in the kubelet's events: {@code
   * spec.containers{web}}.
   */
  static ObjectReference reference(Pod pod, String container) {
    var known = PodSpecs.find(pod, container).isPresent();
    return new ObjectReferenceBuilder(EventRecorder.reference(pod))
        .withFieldPath(known ? "spec.%s{%s}".formatted(list(pod, container), container) : null)
        .build();
  }

  private static String list(Pod pod, String container) {
    if (EphemeralContainers.is(pod, container)) {
      return "ephemeralContainers";
    }
    return pod.getSpec().getInitContainers().stream().anyMatch(c -> c.getName().equals(container))
        ? "initContainers"
        : "containers";
  }
}
