package dev.quarterdeck.customkinds.definition;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;

/** What the server itself writes into a definition that is created, changed or deleted. */
final class DefinitionPreparation {

  private DefinitionPreparation() {}

  static void forCreate(ObjectNode definition) {
    var status = definition.putObject("status");
    status.putArray("storedVersions");
    rememberStorage(definition, status);
    status.putArray("conditions");
    status.putObject("acceptedNames").put("plural", "").put("kind", "");
  }

  static void forUpdate(ObjectNode definition, ObjectNode old, WriteContext context) {
    if (!context.isStatus()) {
      rememberStorage(definition, Tree.child(definition, "status"));
    }
  }

  /** A version that objects are stored in is on record until somebody has migrated them. */
  private static void rememberStorage(ObjectNode definition, ObjectNode status) {
    var stored =
        status.get("storedVersions") instanceof ArrayNode array
            ? array
            : status.putArray("storedVersions");
    for (var version : definition.path("spec").path("versions")) {
      var name = version.path("name").asText("");
      if (version.path("storage").asBoolean(false) && !Tree.texts(stored).contains(name)) {
        stored.add(name);
      }
    }
  }

  /** The first delete always leaves the definition; its instances go first. */
  static void markDeleting(ObjectNode definition) {
    var metadata = Tree.child(definition, "metadata");
    var finalizers = Tree.texts(metadata.path("finalizers"));
    if (!finalizers.contains(DefinitionKinds.CLEANUP)) {
      finalizers.add(DefinitionKinds.CLEANUP);
    }
    var array = metadata.putArray("finalizers");
    finalizers.forEach(array::add);
    Conditions.set(
        definition,
        new Conditions.Condition(
            "Terminating",
            "True",
            "InstanceDeletionPending",
            "the definition is deleted; deletion of its instances begins soon"),
        metadata.path("deletionTimestamp").asText());
  }
}
