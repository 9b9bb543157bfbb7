package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;

/** What a body must agree on with the URL it was sent to. */
final class Incoming {

  private Incoming() {}

  /**
   * Checks namespace and, when the URL has one, name; fills in the namespace when it is absent.
   *
   * @throws ApiFault 400 when they disagree
   */
  static void placeMatches(VerbRequest request, ObjectNode body) {
    var metadata = Metadata.of(body);
    if (request.type().namespaced()) {
      namespaceMatches(request, metadata);
    } else if (metadata.namespace().isEmpty()) {
      metadata.remove("namespace");
    }
    if (!request.name().isEmpty()) {
      nameMatches(request, metadata);
    }
  }

  /**
   * Checks kind and version; fills them in when both are absent.
   *
   * @throws ApiFault 400 when they disagree
   */
  static void typeMatches(VerbRequest request, ObjectNode body) {
    typeMatches(request.type().resource().apiVersion(), request.type().kind(), body);
  }

  /** As {@link #typeMatches(VerbRequest, ObjectNode)}, for a body of another kind. */
  static void typeMatches(String wantedVersion, String wantedKind, ObjectNode body) {
    var kind = text(body, "kind");
    var version = text(body, "apiVersion");
    if (kind.isEmpty() && version.isEmpty()) {
      kind = wantedKind;
      version = wantedVersion;
    } else if (kind.isEmpty()) {
      throw ApiFault.badRequest("Object 'Kind' is missing in the request body");
    } else if (version.isEmpty()) {
      throw ApiFault.badRequest("Object 'apiVersion' is missing in the request body");
    }
    if (!version.equals(wantedVersion) || !kind.equals(wantedKind)) {
      throw ApiFault.badRequest(
          ("%s in version \"%s\" cannot be handled as a %s: the provided object is %s/%s, this URL"
                  + " takes %s/%s")
              .formatted(kind, version, wantedKind, version, kind, wantedVersion, wantedKind));
    }
    body.put("kind", kind).put("apiVersion", version);
  }

  private static String text(ObjectNode body, String field) {
    var value = body.get(field);
    if (value == null || value.isNull()) {
      return "";
    }
    if (!value.isTextual()) {
      throw ApiFault.badRequest("Object '%s' must be a string".formatted(field));
    }
    return value.textValue();
  }

  private static void namespaceMatches(VerbRequest request, Metadata metadata) {
    if (metadata.namespace().isEmpty()) {
      metadata.set("namespace", request.namespace());
    } else if (!metadata.namespace().equals(request.namespace())) {
      throw ApiFault.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request:"
              + " %s is not %s".formatted(metadata.namespace(), request.namespace()));
    }
  }

  private static void nameMatches(VerbRequest request, Metadata metadata) {
    if (metadata.name().isEmpty()) {
      throw ApiFault.badRequest(
          "the name of the object (%s based on URL) was undeterminable: name must be provided"
              .formatted(request.name()));
    }
    if (!metadata.name().equals(request.name())) {
      throw ApiFault.badRequest(
          "the name of the object (%s) does not match the name on the URL (%s)"
              .formatted(metadata.name(), request.name()));
    }
  }

  /** The subresource must be one the kind serves. */
  static void serves(VerbRequest request) {
    if (!request.subresource().isEmpty()
        && !request.type().subresources().contains(request.subresource())) {
      throw new ApiFault(Reason.NOT_FOUND, "the server could not find the requested resource");
    }
  }
}
