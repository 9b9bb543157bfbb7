package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Json;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Gives a pod what its RuntimeClass costs and where it can run (Kubernetes' RuntimeClass plugin).
 */
final class PodRuntimeClass implements MutatingPlugin, ValidatingPlugin {

  private static final GroupVersionResource CLASSES =
      new GroupVersionResource("node.k8s.io", "v1", "runtimeclasses");

  private final Lookup lookup;

  PodRuntimeClass(Lookup lookup) {
    this.lookup = lookup;
  }

  @Override
  public String name() {
    return "RuntimeClass";
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.CREATE);
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (request.isOn("", "pods") && request.object().get("spec") instanceof ObjectNode spec) {
      var found = runtimeClass(request);
      if (found.isPresent()) {
        overhead(request, spec, found.get());
        selector(request, spec, found.get());
        tolerations(spec, found.get());
      }
    }
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (!request.isOn("", "pods")) {
      return;
    }
    var has = request.object().path("spec").path("overhead");
    var due = runtimeClass(request).map(PodRuntimeClass::fixed).orElse(Json.object());
    if (due.isEmpty() && !has.isEmpty()) {
      throw refused(
          request, "Pod Overhead set without corresponding RuntimeClass defined Overhead");
    }
  }

  /** A class made a moment ago may not be in the cache yet. */
  private Optional<ObjectNode> runtimeClass(AdmissionRequest request) {
    var name = Tree.text(request.object(), "/spec/runtimeClassName");
    if (name.isEmpty()) {
      return Optional.empty();
    }
    var found = lookup.cached(CLASSES, "", name).or(() -> lookup.stored(CLASSES, "", name));
    if (found.isEmpty()) {
      throw refused(request, "RuntimeClass \"%s\" not found".formatted(name));
    }
    return found;
  }

  private static ObjectNode fixed(ObjectNode runtimeClass) {
    return runtimeClass.at("/overhead/podFixed") instanceof ObjectNode fixed
        ? fixed
        : Json.object();
  }

  private static void overhead(AdmissionRequest request, ObjectNode spec, ObjectNode found) {
    var due = fixed(found);
    if (due.isEmpty()) {
      return;
    }
    var has = spec.path("overhead");
    if (!has.isEmpty() && !has.equals(due)) {
      throw refused(request, "Pod's Overhead doesn't match RuntimeClass's defined Overhead");
    }
    spec.set("overhead", due.deepCopy());
  }

  private static void selector(AdmissionRequest request, ObjectNode spec, ObjectNode found) {
    var wanted = Tree.textMap(found.at("/scheduling/nodeSelector"));
    if (wanted.isEmpty()) {
      return;
    }
    var selector = Tree.child(spec, "nodeSelector");
    wanted.forEach(
        (key, value) -> {
          var has = selector.path(key).asText(value);
          if (!has.equals(value)) {
            throw refused(
                request,
                "conflict: runtimeClass.scheduling.nodeSelector[%s] = %s; pod.spec.nodeSelector[%s] = %s"
                    .formatted(key, value, key, has));
          }
          selector.put(key, value);
        });
  }

  private static void tolerations(ObjectNode spec, ObjectNode found) {
    var wanted = Tree.objects(found.path("scheduling"), "tolerations");
    if (wanted.isEmpty()) {
      return;
    }
    var has = new HashSet<>(Tree.objects(spec, "tolerations"));
    var list =
        spec.get("tolerations") instanceof ArrayNode array ? array : spec.putArray("tolerations");
    wanted.stream().filter(has::add).forEach(toleration -> list.add(toleration.deepCopy()));
  }

  private static ApiFault refused(AdmissionRequest request, String why) {
    return request.forbidden("pod rejected: " + why);
  }
}
