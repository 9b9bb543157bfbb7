package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;

/** A Namespace's own finalizers, which its controller takes off when it is empty. */
final class NamespaceRules {

  private static final String FINALIZER = "kubernetes";

  private NamespaceRules() {}

  static void prepare(ObjectNode namespace) {
    namespace.putObject("status").put("phase", "Active");
    var spec = Tree.child(namespace, "spec");
    var given = Tree.texts(spec.path("finalizers"));
    if (!given.contains(FINALIZER)) {
      var finalizers = spec.putArray("finalizers");
      given.forEach(finalizers::add);
      finalizers.add(FINALIZER);
    }
  }

  static void keepFinalizers(ObjectNode namespace, ObjectNode old, WriteContext context) {
    if (!context.subresource().equals("finalize")) {
      Tree.restore(Tree.child(namespace, "spec"), Tree.child(old, "spec"), "finalizers");
    }
  }

  static void applyDefaults(ObjectNode namespace) {
    var metadata = Tree.child(namespace, "metadata");
    var name = Tree.text(metadata, "/name");
    if (!name.isEmpty()) {
      Tree.child(metadata, "labels").put("kubernetes.io/metadata.name", name);
    }
  }

  static void check(Field finalizers) {
    for (var finalizer : finalizers.items()) {
      var text = finalizer.text();
      finalizer.invalidFor(Names.qualified(text));
      if (!text.contains("/") && !text.equals(FINALIZER)) {
        finalizer.invalid("name is neither a standard finalizer name nor is it fully qualified");
      }
    }
  }
}
