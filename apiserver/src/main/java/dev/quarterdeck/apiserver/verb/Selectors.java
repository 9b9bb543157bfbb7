package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.model.ApiFault;

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
    var known = request.type().strategy().selectableFieldNames();
    for (var field : fields.fields()) {
      if (!field.equals("metadata.name")
          && !field.equals("metadata.namespace")
          && !known.contains(field)) {
        throw ApiFault.badRequest("field label not supported: " + field);
      }
    }
  }
}
