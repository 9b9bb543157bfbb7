package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.machinery.apply.AppliedItems;
import dev.quarterdeck.machinery.schema.FieldValidation;
import dev.quarterdeck.machinery.schema.ObjectType;
import dev.quarterdeck.machinery.schema.Schemas;
import dev.quarterdeck.machinery.schema.Shape;
import dev.quarterdeck.machinery.schema.TypeSchema;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Decodes objects along their kind's type, and tells the client what did not fit. */
final class FieldCheck {

  private final Schemas schemas;
  private final Map<GroupVersionResource, Optional<TypeSchema>> types = new ConcurrentHashMap<>();

  FieldCheck(Schemas schemas) {
    this.schemas = schemas;
  }

  /**
   * Decodes a request's body in place.
   *
   * @throws dev.quarterdeck.model.ApiFault 400 for a value of the wrong type, and for unknown
   *     fields when the client wants it strict
   */
  void decode(VerbRequest request, Payload payload) {
    type(request.type())
        .map(t -> t.decode(payload.object(), payload.json(), request.write().fieldValidation()))
        .ifPresent(findings -> findings.forEach(request.warnings()));
  }

  /**
   * Decodes what is to be applied in place.
   *
   * @throws dev.quarterdeck.model.ApiFault 400 for a value of the wrong type, for an unknown field
   *     and for items of lists that nobody could tell apart
   */
  void decodeApplied(VerbRequest request, Payload payload) {
    type(request.type()).ifPresent(type -> decodeApplied(request, payload, type));
  }

  private static void decodeApplied(VerbRequest request, Payload payload, ObjectType type) {
    var object = payload.object();
    var place = place(object);
    type.decodeApplied(object, place, payload.json(), request.write().fieldValidation())
        .forEach(request.warnings());
    var errors = AppliedItems.check(object, type.shape());
    if (!errors.isEmpty()) {
      throw ObjectType.untypable(place, errors);
    }
  }

  private static String place(ObjectNode object) {
    var metadata = object.path("metadata");
    var version = object.path("apiVersion").asText("");
    return "%s/%s; %s%s, Kind=%s"
        .formatted(
            metadata.path("namespace").asText(""),
            metadata.path("name").asText(""),
            version.contains("/") ? "" : "/", // The core group has no name, but its slash.
            version,
            object.path("kind").asText(""));
  }

  /**
   * Decodes the outcome of a patch in place.
   *
   * @throws dev.quarterdeck.model.ApiFault 422 where {@link #decode} says 400
   */
  void decodePatched(VerbRequest request, ObjectNode patched, Payload patch) {
    var validation = request.write().fieldValidation();
    type(request.type())
        .map(t -> t.decodePatched(patched, request.name(), patch.json(), validation))
        .ifPresent(findings -> findings.forEach(request.warnings()));
  }

  /** Takes out of an object that was applied to what the server does not keep. */
  ObjectNode settle(VerbRequest request, ObjectNode merged) {
    if (request.type().strategy().objectType().isEmpty()) {
      type(request.type()).ifPresent(type -> type.fit(merged));
    }
    return merged;
  }

  /** Brings an object that a plugin has changed into its type's form again, in place. */
  void fit(ResourceType kind, ObjectNode changed) {
    type(kind).ifPresent(type -> type.decode(changed, null, FieldValidation.IGNORE));
  }

  /** The kind's shape, for server-side apply; empty when it has no schema. */
  Optional<Shape.Struct> shape(ResourceType type) {
    return type(type).map(ObjectType::shape);
  }

  /** The kind's shape, for strategic merges; empty for kinds that are not built in. */
  Optional<Shape.Struct> strategicShape(ResourceType type) {
    return type.strategy().objectType().isPresent() ? Optional.empty() : shape(type);
  }

  private Optional<? extends ObjectType> type(ResourceType type) {
    var custom = type.strategy().objectType();
    return custom.isPresent()
        ? custom
        : types.computeIfAbsent(
            type.resource(), resource -> schemas.type(resource.apiVersion(), type.kind()));
  }
}
