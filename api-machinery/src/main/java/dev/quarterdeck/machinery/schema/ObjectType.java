package dev.quarterdeck.machinery.schema;

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

  /** As {@link #fit}, for what server-side apply is to apply: what is empty is owned, and stays. */
  default List<String> fitApplied(ObjectNode object) {
    return fit(object);
  }

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

  /**
   * Decodes what server-side apply is to apply: as no client can own a field that is not in the
   * schema, such a field is refused however fields are to be validated.
   *
   * @param place the object as messages name it, see {@link #untypable}
   * @param body as for {@link #decode}, its lines those of the client's document
   * @return one warning for each field given twice (WARN)
   * @throws ApiFault 400 when a value has the wrong type, when a field is unknown, or (STRICT) when
   *     one is given twice
   */
  default List<String> decodeApplied(
      ObjectNode object, String place, byte[] body, FieldValidation validation) {
    try {
      var unknown = fitApplied(object);
      if (!unknown.isEmpty()) {
        throw new DecodingException(undeclared(unknown));
      }
    } catch (DecodingException e) {
      throw untypable(place, List.of(e.getMessage()));
    }
    if (validation == FieldValidation.IGNORE) {
      return List.of();
    }
    var twice = Duplicates.in(body).stream().map(Duplicates.Duplicate::asKey).toList();
    if (validation == FieldValidation.STRICT && !twice.isEmpty()) {
      throw ApiFault.badRequest(
          "error strict decoding YAML: yaml: unmarshal errors:\n  "
              + String.join("\n  ", few(twice)));
    }
    return twice;
  }

  private static String undeclared(List<String> unknown) {
    return together(
        few(unknown).stream()
            .map(one -> one.replaceFirst("^unknown field \"(.*)\"$", ".$1"))
            .map(path -> path + ": field not declared in schema")
            .toList());
  }

  private static String together(List<String> lines) {
    return lines.size() == 1 ? lines.getFirst() : "errors:\n  " + String.join("\n  ", lines);
  }

  /**
   * What is answered to an apply of an object whose fields nobody could own.
   *
   * @param place the object as its author wrote it: {@code namespace/name; group/version,
   *     Kind=kind}
   * @param errors why, at least one
   */
  static ApiFault untypable(String place, List<String> errors) {
    return ApiFault.badRequest(
        "failed to create typed patch object (%s): %s".formatted(place, together(few(errors))));
  }

  private static List<String> few(List<String> messages) {
    return messages.subList(0, Math.min(messages.size(), MOST_REPORTED));
  }

  private List<String> decoded(ObjectNode object, byte[] body, FieldValidation validation) {
    var unknown = fit(object);
    if (validation == FieldValidation.IGNORE) {
      return List.of();
    }
    var findings = new ArrayList<>(unknown);
    if (body != null) {
      Duplicates.in(body).forEach(twice -> findings.add(twice.asField()));
    }
    if (validation == FieldValidation.STRICT && !findings.isEmpty()) {
      throw new DecodingException("strict decoding error: " + String.join(", ", few(findings)));
    }
    return findings;
  }
}
