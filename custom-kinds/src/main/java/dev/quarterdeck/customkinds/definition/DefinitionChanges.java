package dev.quarterdeck.customkinds.definition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.validation.Field;
import java.util.ArrayList;
import java.util.List;

/** What may not change in a definition: what its objects' keys and references are made of. */
final class DefinitionChanges {

  private DefinitionChanges() {}

  static void check(Field object, ObjectNode old) {
    var fixed = new ArrayList<List<String>>();
    fixed.add(List.of("group"));
    fixed.add(List.of("names", "plural"));
    if (Conditions.isTrue(old, "Established")) {
      fixed.add(List.of("scope"));
      fixed.add(List.of("names", "kind"));
    }
    for (var path : fixed) {
      var now = object.get("spec");
      var before = old.path("spec");
      for (var name : path) {
        now = now.get(name);
        before = before.path(name);
      }
      now.unchanged(before);
    }
  }
}
