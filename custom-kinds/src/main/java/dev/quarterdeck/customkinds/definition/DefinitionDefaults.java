package dev.quarterdeck.customkinds.definition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import java.util.Locale;

/** What a CustomResourceDefinition that leaves things out means. */
final class DefinitionDefaults {

  private static final int HTTPS = 443;

  private DefinitionDefaults() {}

  static void apply(ObjectNode definition) {
    if (!(definition.get("spec") instanceof ObjectNode spec)) {
      return;
    }
    if (spec.get("names") instanceof ObjectNode names) {
      var kind = Tree.text(names, "/kind");
      if (!kind.isEmpty()) {
        Tree.fill(names, "singular", kind.toLowerCase(Locale.ROOT));
        Tree.fill(names, "listKind", kind + "List");
      }
    }
    Tree.fill(Tree.child(spec, "conversion"), "strategy", "None");
    if (spec.path("conversion").path("webhook").path("clientConfig").path("service")
        instanceof ObjectNode service) {
      Tree.fill(service, "port", HTTPS);
    }
  }
}
