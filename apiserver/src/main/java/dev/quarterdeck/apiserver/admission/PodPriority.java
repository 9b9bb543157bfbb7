package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Fills in a pod's priority number and preemption policy from its PriorityClass; keeps classes from
 * being the default beside another.
 */
final class PodPriority implements MutatingPlugin, ValidatingPlugin {

  private static final GroupVersionResource CLASSES =
      new GroupVersionResource("scheduling.k8s.io", "v1", "priorityclasses");

  /** They exist whether or not somebody has created their objects. */
  private static final Map<String, Long> BUILT_IN =
      Map.of("system-cluster-critical", 2_000_000_000L, "system-node-critical", 2_000_001_000L);

  private static final String COMPUTED =
      "priority admission controller computed %s from the given PriorityClass name";
  private static final String PREEMPT = "PreemptLowerPriority";

  private record Priority(String name, long value, String preemption) {}

  private final Lookup lookup;
  private final Supplier<Priority> standard;

  PodPriority(Lookup lookup) {
    this.lookup = lookup;
    this.standard = lookup.follow(CLASSES, PodPriority::standard);
  }

  @Override
  public String name() {
    return "Priority";
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.CREATE, Operation.UPDATE);
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (!request.isOn("", "pods") || !(request.object().get("spec") instanceof ObjectNode spec)) {
      return;
    }
    if (request.operation() == Operation.CREATE) {
      fill(request, spec);
    } else {
      keep(spec, request.old().path("spec"));
    }
  }

  private void fill(AdmissionRequest request, ObjectNode spec) {
    var asked = Tree.text(spec, "/priorityClassName");
    var priority = asked.isEmpty() ? standard.get() : named(request, asked);
    if (spec.path("priority").isNumber() && spec.path("priority").asLong() != priority.value()) {
      throw request.forbidden(
          "the integer value of priority (%d) must not be provided in pod spec; %s"
              .formatted(
                  spec.path("priority").asLong(), COMPUTED.formatted("" + priority.value())));
    }
    var preemption = Tree.text(spec, "/preemptionPolicy");
    if (!preemption.isEmpty() && !preemption.equals(priority.preemption())) {
      throw request.forbidden(
          "the string value of PreemptionPolicy (%s) must not be provided in pod spec; %s"
              .formatted(preemption, COMPUTED.formatted(priority.preemption())));
    }
    if (!priority.name().isEmpty()) {
      spec.put("priorityClassName", priority.name());
    }
    Tree.put(spec, "priority", priority.value());
    spec.put("preemptionPolicy", priority.preemption());
  }

  /** Who replaces a pod may leave out what was filled in here. */
  private static void keep(ObjectNode spec, JsonNode old) {
    for (var field : new String[] {"priority", "preemptionPolicy"}) {
      if (Tree.absent(spec.get(field)) && !Tree.absent(old.get(field))) {
        spec.set(field, old.get(field).deepCopy());
      }
    }
  }

  /** At most one class is what pods get that name none. */
  @Override
  public void validate(AdmissionRequest request) {
    if (!request.isOn(CLASSES.group(), CLASSES.resource()) || !isDefault(request.object())) {
      return;
    }
    var other =
        lookup.all(CLASSES).stream()
            .filter(PodPriority::isDefault)
            .map(c -> Tree.text(c, "/metadata/name"))
            .filter(name -> !name.equals(request.name()))
            .findFirst();
    if (other.isPresent()) {
      throw request.forbidden(
          "PriorityClass %s is already marked as default. Only one default can exist"
              .formatted(other.get()));
    }
  }

  private static boolean isDefault(ObjectNode priorityClass) {
    return priorityClass.path("globalDefault").asBoolean(false);
  }

  private static Priority standard(Collection<ObjectNode> classes) {
    return classes.stream()
        .filter(PodPriority::isDefault)
        .map(PodPriority::of)
        .min(Comparator.comparingLong(Priority::value)) // Two may have been made at a time.
        .orElse(new Priority("", 0, PREEMPT));
  }

  private Priority named(AdmissionRequest request, String name) {
    return Optional.ofNullable(BUILT_IN.get(name))
        .map(value -> new Priority(name, value, PREEMPT))
        .or(() -> lookup.cached(CLASSES, "", name).map(PodPriority::of))
        .or(() -> lookup.stored(CLASSES, "", name).map(PodPriority::of))
        .orElseThrow(
            () -> request.forbidden("no PriorityClass with name %s was found".formatted(name)));
  }

  private static Priority of(ObjectNode priorityClass) {
    var preemption = Tree.text(priorityClass, "/preemptionPolicy");
    return new Priority(
        Tree.text(priorityClass, "/metadata/name"),
        priorityClass.path("value").asLong(),
        preemption.isEmpty() ? PREEMPT : preemption);
  }
}
