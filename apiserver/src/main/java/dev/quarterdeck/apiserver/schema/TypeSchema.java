package dev.quarterdeck.apiserver.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import java.util.ArrayList;
import java.util.List;

/**
 * One kind's type: decodes what clients send into what the server works with. Decoding works in
 * place: unknown fields and nulls go, quantities and times take their canonical form.
 *
 * @param shape for patches and merges
 */
public record TypeSchema(String version, String kind, Shape.Struct shape) {

  private static final int MOST_REPORTED = 100;

  /**
   * Decodes a request's body.
   *
   * @param body the JSON the object was parsed from, to find fields given twice; null when it was
   *     not JSON
   * @return what to warn the client of, such as {@code unknown field "spec.foo"}
   * @throws ApiFault 400 when a value has the wrong type, or (STRICT) when a field is unknown or
   *     given twice
   */
  public List<String> decode(ObjectNode object, byte[] body, FieldValidation validation) {
    try {
      return decoded(object, body, validation);
    } catch (DecodingException e) {
      throw refused(e.getMessage());
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
  public List<String> decodePatched(
      ObjectNode object, String name, byte[] patch, FieldValidation validation) {
    try {
      return decoded(object, patch, validation);
    } catch (DecodingException e) {
      throw invalidPatch(name, e.getMessage());
    }
  }

  private List<String> decoded(ObjectNode object, byte[] body, FieldValidation validation) {
    var findings = new Decoding(shape).run(object);
    if (validation == FieldValidation.IGNORE) {
      return List.of();
    }
    if (body != null) {
      findings = join(findings, Duplicates.in(body));
    }
    if (validation == FieldValidation.STRICT && !findings.isEmpty()) {
      throw new DecodingException(
          "strict decoding error: "
              + String.join(", ", findings.subList(0, Math.min(findings.size(), MOST_REPORTED))));
    }
    return findings;
  }

  private static List<String> join(List<String> unknown, List<String> duplicate) {
    if (duplicate.isEmpty()) {
      return unknown;
    }
    var all = new ArrayList<>(unknown);
    all.addAll(duplicate);
    return all;
  }

  private ApiFault refused(String why) {
    return ApiFault.badRequest(
        "%s in version \"%s\" cannot be handled as a %s: %s".formatted(kind, version, kind, why));
  }

  private ApiFault invalidPatch(String name, String why) {
    return ApiFault.invalid("", kind, name, List.of(FieldError.invalid("patch", null, why)));
  }
}
