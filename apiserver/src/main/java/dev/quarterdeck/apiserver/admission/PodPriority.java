package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.Map;
import java.util.Optional;

/** Fills in a pod's priority number and preemption policy from its PriorityClass. */
final class PodPriority implements AdmissionPlugin {

  private static final GroupVersionResource CLASSES =
      new GroupVersionResource("scheduling.k8s.io", "v1", "priorityclasses");

  /** They exist whether or not somebody has created their objects. */
  private static final Map<String, Long> BUILT_IN =
      Map.of("system-cluster-critical", 2_000_000_000L, "system-node-critical", 2_000_001_000L);

  private static final String PREEMPT = "PreemptLowerPriority";

  private record Priority(String name, long value, String preemption) {}

  private final Lookup lookup;

  PodPriority(Lookup lookup) {
    this.lookup = lookup;
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (request.operation() != Operation.CREATE
        || !request.isOn("", "pods")
        || !(request.object().get("spec") instanceof ObjectNode spec)) {
      return;
    }
    var asked = Tree.text(spec, "/priorityClassName");
    var priority = asked.isEmpty() ? standard() : named(request, asked);
    if (spec.path("priority").isNumber() && spec.path("priority").asLong() != priority.value()) {
      throw ApiFault.forbidden(
          request.type().resource(),
          request.name(),
          ("the integer value of priority (%d) must not be provided in pod spec; priority admission"
                  + " controller computed %d from the given PriorityClass name")
              .formatted(spec.path("priority").asLong(), priority.value()));
    }
    if (!priority.name().isEmpty()) {
      spec.put("priorityClassName", priority.name());
    }
    spec.put("priority", priority.value());
    Tree.fill(spec, "preemptionPolicy", priority.preemption());
  }

  private Priority standard() {
    return lookup.all(CLASSES).stream()
        .filter(c -> c.path("globalDefault").asBoolean(false))
        .map(PodPriority::of)
        .findFirst()
        .orElse(new Priority("", 0, PREEMPT));
  }

  private Priority named(AdmissionRequest request, String name) {
    return Optional.ofNullable(BUILT_IN.get(name))
        .map(value -> new Priority(name, value, PREEMPT))
        .or(() -> lookup.cached(CLASSES, "", name).map(PodPriority::of))
        .or(() -> lookup.stored(CLASSES, "", name).map(PodPriority::of))
        .orElseThrow(
            () ->
                ApiFault.forbidden(
                    request.type().resource(),
                    request.name(),
                    "no PriorityClass with name %s was found".formatted(name)));
  }

  private static Priority of(ObjectNode priorityClass) {
    var preemption = Tree.text(priorityClass, "/preemptionPolicy");
    return new Priority(
        Tree.text(priorityClass, "/metadata/name"),
        priorityClass.path("value").asLong(),
        preemption.isEmpty() ? PREEMPT : preemption);
  }
}
