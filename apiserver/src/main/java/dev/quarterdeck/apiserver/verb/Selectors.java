package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldSelector;
import java.util.List;

/** Field selectors may only name fields the kind has made selectable. */
final class Selectors {

  private Selectors() {}

  /**
   * @throws ApiFault 400 for any other field
   */
  static void check(VerbRequest request) {
    var fields = request.read().fields();
    if (fields.requirements().isEmpty()) {
      return;
    }
    var known = request.type().strategy().selectableFields().names();
    for (var field : fields.fields()) {
      if (!field.equals("metadata.name")
          && !field.equals("metadata.namespace")
          && !known.contains(field)) {
        throw ApiFault.badRequest("field label not supported: " + field);
      }
    }
  }

  /**
   * The request's field selector in the words of the version the objects are stored in; a watch of
   * one name selects that.
   */
  static FieldSelector stored(VerbRequest request) {
    if (!request.name().isEmpty()) {
      return new FieldSelector(
          List.of(new FieldSelector.Requirement("metadata.name", true, request.name())));
    }
    var asked = request.read().fields();
    var type = request.type();
    if (asked.requirements().isEmpty() || !type.converts()) {
      return asked;
    }
    var version = type.resource().apiVersion();
    return new FieldSelector(
        asked.requirements().stream()
            .map(
                term ->
                    new FieldSelector.Requirement(
                        type.conversion().storedField(version, term.field()),
                        term.equal(),
                        term.value()))
            .toList());
  }
}
