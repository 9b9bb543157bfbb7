package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.patch.JsonPatch;
import dev.quarterdeck.machinery.patch.MergePatch;
import dev.quarterdeck.machinery.patch.StrategicMergePatch;
import dev.quarterdeck.machinery.schema.Shape;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;

/** PATCH on one object or its status: the patch is applied to whatever is there. */
public final class Patch {

  private final Update updates;
  private final FieldCheck fields;

  Patch(Update updates, FieldCheck fields) {
    this.updates = updates;
    this.fields = fields;
  }

  /**
   * @throws ApiFault NOT_FOUND, CONFLICT, INVALID, BAD_REQUEST, FORBIDDEN, UNSUPPORTED_MEDIA_TYPE
   */
  public ObjectSnapshot patch(VerbRequest request, PatchType how, Payload patch) {
    Incoming.serves(request);
    return updates.change(
        request,
        current -> {
          var patched = apply(request, how, current, patch.tree());
          Incoming.typeMatches(request, patched);
          fields.decodePatched(request, patched, patch);
          Incoming.placeMatches(request, patched);
          return patched;
        });
  }

  private ObjectNode apply(VerbRequest request, PatchType how, ObjectNode current, JsonNode patch) {
    return switch (how) {
      case STRATEGIC_MERGE -> StrategicMergePatch.apply(current, patch, shape(request));
      case JSON, MERGE -> applyPlain(how, current, patch);
    };
  }

  /** Applies a patch that needs no schema. */
  static ObjectNode applyPlain(PatchType how, ObjectNode current, JsonNode patch) {
    return how == PatchType.JSON
        ? JsonPatch.apply(current, patch)
        : MergePatch.apply(current, patch);
  }

  private Shape shape(VerbRequest request) {
    return fields
        .strategicShape(request.type())
        .orElseThrow(
            () ->
                new ApiFault(
                    Reason.UNSUPPORTED_MEDIA_TYPE,
                    "the body of the request was in an unknown format - accepted media types"
                        + " include: application/json-patch+json, application/merge-patch+json"));
  }
}
