package dev.quarterdeck.apiserver.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import java.util.ArrayList;
import java.util.List;

/**
 * The type of a kind's objects, built in or custom: decodes what clients send into what the server
 * works with. Decoding works in place.
 */
public interface ObjectType {

  /** The most unknown fields a refusal names. */
  int MOST_REPORTED = 100;

  /** The kind's version, such as {@code v1}. */
  String version();

  String kind();

  /** For patches and merges. */
  Shape.Struct shape();

  /**
   * Brings an object into the type's form: what the type does not know goes.
   *
   * @return one message for each field that went, such as {@code unknown field "spec.foo"}
   * @throws DecodingException at the first value of the wrong type
   */
  List<String> fit(ObjectNode object);

  /**
   * Decodes a request's body.
   *
   * @param body the JSON the object was parsed from, to find fields given twice; null when it was
   *     not JSON
   * @return what to warn the client of, such as {@code unknown field "spec.foo"}
   * @throws ApiFault 400 when a value has the wrong type, or (STRICT) when a field is unknown or
   *     given twice
   */
  default List<String> decode(ObjectNode object, byte[] body, FieldValidation validation) {
    try {
      return decoded(object, body, validation);
    } catch (DecodingException e) {
      throw ApiFault.badRequest(
          "%s in version \"%s\" cannot be handled as a %s: %s"
              .formatted(kind(), version(), kind(), e.getMessage()));
    }
  }

  /**
   * Decodes the outcome of a patch, as {@link #decode}.
   *
   * @param name the object's name
   * @param patch the patch, to find fields given twice; null when it was not JSON
   * @throws ApiFault 422 where {@link #decode} says 400: the request was well formed, its outcome
   *     is not
   */
  default List<String> decodePatched(
      ObjectNode object, String name, byte[] patch, FieldValidation validation) {
    try {
      return decoded(object, patch, validation);
    } catch (DecodingException e) {
      throw ApiFault.invalid(
          "", kind(), name, List.of(FieldError.invalid("patch", null, e.getMessage())));
    }
  }

  private List<String> decoded(ObjectNode object, byte[] body, FieldValidation validation) {
    var findings = fit(object);
    if (validation == FieldValidation.IGNORE) {
      return List.of();
    }
    if (body != null) {
      findings = new ArrayList<>(findings);
      findings.addAll(Duplicates.in(body));
    }
    if (validation == FieldValidation.STRICT && !findings.isEmpty()) {
      throw new DecodingException(
          "strict decoding error: "
              + String.join(", ", findings.subList(0, Math.min(findings.size(), MOST_REPORTED))));
    }
    return findings;
  }
}
