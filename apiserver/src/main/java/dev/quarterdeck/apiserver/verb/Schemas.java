package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.registry.ResourceType;
import dev.quarterdeck.apiserver.schema.Shape;
import java.util.List;
import java.util.Optional;

/** What the verbs ask about the shape of kinds. */
public interface Schemas {

  /** The kind's shape, for strategic merges; empty when it has none. */
  Optional<Shape> shape(ResourceType type);

  /**
   * Fields the kind does not have, in Kubernetes' words: {@code unknown field "spec.foo"}.
   *
   * @throws dev.quarterdeck.model.ApiFault BAD_REQUEST when a value is not of its field's type
   */
  List<String> unknownFields(ResourceType type, ObjectNode object);
}
