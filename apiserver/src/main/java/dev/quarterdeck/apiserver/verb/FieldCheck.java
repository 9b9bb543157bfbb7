package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.ApiFault;
import java.util.List;

/** Tells the client about fields the kind does not have, as it asked to be told. */
final class FieldCheck {

  private final Schemas schemas;

  FieldCheck(Schemas schemas) {
    this.schemas = schemas;
  }

  /**
   * @throws ApiFault BAD_REQUEST for a value of the wrong type, and for unknown fields when the
   *     client wants it strict
   */
  void check(VerbRequest request, ObjectNode object) {
    List<String> unknown = schemas.unknownFields(request.type(), object);
    if (unknown.isEmpty()) {
      return;
    }
    switch (request.write().fieldValidation()) {
      case IGNORE -> {}
      case WARN -> unknown.forEach(request.warnings());
      case STRICT ->
          throw ApiFault.badRequest(
              "%s in version \"%s\" cannot be handled as a %s: strict decoding error: %s"
                  .formatted(
                      request.type().kind(),
                      request.type().resource().version(),
                      request.type().kind(),
                      String.join(", ", unknown)));
    }
  }
}
