package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.access.Attributes;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Notes;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.customkinds.definition.DefinitionKinds;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.builtin.BuiltInRegistry;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.User;
import java.util.List;
import java.util.function.UnaryOperator;

/** Requests for plugins to judge, by a user of no rights about {@code default/x}. */
final class Requests {

  private static final BuiltInRegistry REGISTRY = new BuiltInRegistry(DefinitionKinds.all());
  private static final User ME = new User("me", List.of());

  private Requests() {}

  static ResourceType core(String resource) {
    return REGISTRY.find(GroupVersionResource.core(resource)).orElseThrow();
  }

  static ResourceType kind(String kind) {
    return REGISTRY.all().stream().filter(t -> t.kind().equals(kind)).findFirst().orElseThrow();
  }

  static AdmissionRequest create(ResourceType type, ObjectNode object) {
    return of(Operation.CREATE, type, "", object, null);
  }

  static AdmissionRequest update(ResourceType type, ObjectNode object, ObjectNode old) {
    return of(Operation.UPDATE, type, "", object, old);
  }

  static AdmissionRequest of(
      Operation operation,
      ResourceType type,
      String subresource,
      ObjectNode object,
      ObjectNode old) {
    var asked = Attributes.own(ME, type.resource(), subresource, "default", "x");
    return of(operation, asked, type, object, old);
  }

  static AdmissionRequest of(
      Operation operation, Attributes asked, ResourceType type, ObjectNode object, ObjectNode old) {
    return new AdmissionRequest(
        operation,
        asked,
        type,
        Json::object,
        false,
        object,
        old,
        new Notes() {
          @Override
          public void warn(String warning) {}

          @Override
          public void annotate(String key, String value) {}
        },
        UnaryOperator.identity(),
        new Reinvocation());
  }
}
