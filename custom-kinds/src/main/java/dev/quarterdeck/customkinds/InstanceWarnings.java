package dev.quarterdeck.customkinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Advice on finalizers of custom objects, where they are new. */
final class InstanceWarnings {

  private static final Set<String> STANDARD = Set.of("orphan", "foregroundDeletion", "kubernetes");

  private InstanceWarnings() {}

  static List<String> of(ObjectNode object, ObjectNode old) {
    var added = new TreeSet<>(finalizers(object));
    if (old != null) {
      added.removeAll(finalizers(old));
    }
    var warnings = new ArrayList<String>();
    for (var finalizer : added) {
      Names.qualified(finalizer).forEach(message -> add(finalizer, message, warnings));
      if (!finalizer.contains("/") && !STANDARD.contains(finalizer)) {
        add(
            finalizer,
            "prefer a domain-qualified finalizer name%s to avoid accidental conflicts with other"
                    .formatted(finalizer.contains(".") ? " including a path (/)" : "")
                + " finalizer writers",
            warnings);
      }
    }
    return warnings;
  }

  private static List<String> finalizers(ObjectNode object) {
    return Tree.texts(object.path("metadata").path("finalizers"));
  }

  private static void add(String finalizer, String message, List<String> warnings) {
    warnings.add("metadata.finalizers: \"%s\": %s".formatted(finalizer, message));
  }
}
