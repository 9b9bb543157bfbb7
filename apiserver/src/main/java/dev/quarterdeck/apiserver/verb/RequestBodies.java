package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.schema.FieldValidation;
import dev.quarterdeck.machinery.schema.Schemas;
import dev.quarterdeck.machinery.schema.TypeSchema;
import dev.quarterdeck.model.ApiFault;

/**
 * Bodies that ask for something to be done with an object and are not of its kind. A field of the
 * wrong type must never pass as absent: it would delete what was only to be tried, or scale to
 * zero.
 */
public final class RequestBodies {

  private static final String DELETE_OPTIONS = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions";

  private final TypeSchema deleteOptions;
  private final TypeSchema eviction;
  private final TypeSchema binding;
  private final TypeSchema scale;
  private final TypeSchema tokenRequest;
  private final Schemas schemas;

  RequestBodies(Schemas schemas) {
    this.schemas = schemas;
    tokenRequest = schemas.type("authentication.k8s.io/v1", "TokenRequest").orElseThrow();
    deleteOptions = schemas.named(DELETE_OPTIONS, "v1", "DeleteOptions");
    eviction = schemas.type("policy/v1", "Eviction").orElseThrow();
    binding = schemas.type("v1", "Binding").orElseThrow();
    scale = schemas.type("autoscaling/v1", "Scale").orElseThrow();
  }

  /**
   * Decodes DeleteOptions in place. They are served under every group's version, so only their kind
   * is looked at.
   *
   * @throws ApiFault 400 for another kind or a value of the wrong type
   */
  public ObjectNode deleteOptions(Payload payload) {
    var body = payload.object();
    deleteOptions.decode(body, null, FieldValidation.IGNORE);
    var kind = body.path("kind").asText("");
    if (!kind.isEmpty() && !kind.equals(deleteOptions.kind())) {
      throw ApiFault.badRequest("the body of a delete must be DeleteOptions, not " + kind);
    }
    return body;
  }

  /**
   * Decodes an Eviction in place.
   *
   * @throws ApiFault 400 for another kind, another pod or a value of the wrong type
   */
  public ObjectNode eviction(VerbRequest request, Payload payload) {
    return decode(request, "policy/v1", eviction, payload);
  }

  /** As {@link #eviction}; the pod's name may be left to the URL. */
  ObjectNode binding(VerbRequest request, Payload payload) {
    var metadata = Metadata.of(payload.object());
    if (metadata.name().isEmpty()) {
      metadata.set("name", request.name());
    }
    return decode(request, "v1", binding, payload);
  }

  /** As {@link #eviction}; the ServiceAccount's name may be left to the URL. */
  ObjectNode tokenRequest(VerbRequest request, Payload payload) {
    var metadata = Metadata.of(payload.object());
    if (metadata.name().isEmpty()) {
      metadata.set("name", request.name());
    }
    return decode(request, "authentication.k8s.io/v1", tokenRequest, payload);
  }

  /**
   * Decodes a kind that is only a request and an answer, in place.
   *
   * @throws ApiFault 400 for another kind or a value of the wrong type
   */
  ObjectNode review(VerbRequest request, Payload payload) {
    var body = payload.object();
    Incoming.typeMatches(request, body);
    reviewType(request)
        .decode(body, payload.json(), request.write().fieldValidation())
        .forEach(request.warnings());
    return body;
  }

  /** As {@link #fitEviction}. */
  ObjectNode fitReview(VerbRequest request, ObjectNode changed) {
    return fit(reviewType(request), changed);
  }

  private TypeSchema reviewType(VerbRequest request) {
    var type = request.type();
    return schemas.type(type.resource().apiVersion(), type.kind()).orElseThrow();
  }

  /** Brings an Eviction that a plugin has changed into form again. */
  ObjectNode fitEviction(ObjectNode changed) {
    return fit(eviction, changed);
  }

  /** As {@link #fitEviction}. */
  ObjectNode fitBinding(ObjectNode changed) {
    return fit(binding, changed);
  }

  /** As {@link #fitEviction}. */
  ObjectNode fitTokenRequest(ObjectNode changed) {
    return fit(tokenRequest, changed);
  }

  /** As {@link #fitEviction}. */
  ObjectNode fitScale(ObjectNode changed) {
    return fit(scale, changed);
  }

  private static ObjectNode fit(TypeSchema type, ObjectNode changed) {
    type.decode(changed, null, FieldValidation.IGNORE);
    return changed;
  }

  /** As {@link #eviction}. */
  ObjectNode scale(VerbRequest request, Payload payload) {
    return decode(request, "autoscaling/v1", scale, payload);
  }

  /**
   * Checks what a patch made of a Scale.
   *
   * @throws ApiFault as {@link #scale}, but 422 for a value of the wrong type
   */
  ObjectNode patchedScale(VerbRequest request, ObjectNode patched, Payload patch) {
    Incoming.typeMatches("autoscaling/v1", scale.kind(), patched);
    scale
        .decodePatched(patched, request.name(), patch.json(), request.write().fieldValidation())
        .forEach(request.warnings());
    Incoming.placeMatches(request, patched);
    return patched;
  }

  private static ObjectNode decode(
      VerbRequest request, String apiVersion, TypeSchema type, Payload payload) {
    var body = payload.object();
    Incoming.typeMatches(apiVersion, type.kind(), body);
    type.decode(body, payload.json(), request.write().fieldValidation())
        .forEach(request.warnings());
    Incoming.placeMatches(request, body);
    return body;
  }
}
