package dev.quarterdeck.customkinds.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** What a definition's status should say, as a pure function of it and its neighbours. */
public final class DefinitionStatus {

  private static final String APPROVED = "api-approved.kubernetes.io";

  private DefinitionStatus() {}

  /**
   * The definition with the status it should have; empty when it has that already.
   *
   * @param others status.acceptedNames of the other definitions of its group
   */
  public static Optional<ObjectNode> decide(
      ObjectNode definition, Collection<JsonNode> others, Instant now) {
    if (!Tree.text(definition, "/metadata/deletionTimestamp").isEmpty()) {
      return Optional.empty();
    }
    var decided = definition.deepCopy();
    var time = now.toString();
    var names = NameConflicts.decide(definition, others);
    Tree.child(decided, "status").set("acceptedNames", names.names());
    Conditions.set(decided, names.accepted(), time);
    established(decided, names, time);
    approval(decided, time);
    return decided.equals(definition) ? Optional.empty() : Optional.of(decided);
  }

  /** Once a kind is served it stays so, whatever becomes of further names. */
  private static void established(ObjectNode decided, NameConflicts.Outcome names, String time) {
    if (Conditions.isTrue(decided, "Established")) {
      return;
    }
    var condition =
        names.conflict()
            ? new Conditions.Condition(
                "Established", "False", "NotAccepted", "not all names are accepted")
            : new Conditions.Condition(
                "Established",
                "True",
                "InitialNamesAccepted",
                "the initial names have been accepted");
    Conditions.set(decided, condition, time);
  }

  private static void approval(ObjectNode decided, String time) {
    if (!DefinitionRules.protectedGroup(Tree.text(decided, "/spec/group"))) {
      return;
    }
    var annotation = decided.path("metadata").path("annotations").path(APPROVED).asText("");
    var type = "KubernetesAPIApprovalPolicyConformant";
    var condition =
        annotation.startsWith("unapproved")
            ? new Conditions.Condition(
                type, "False", "UnapprovedAnnotation", "not approved: \"%s\"".formatted(annotation))
            : new Conditions.Condition(
                type, "True", "ApprovedAnnotation", "approved in " + annotation);
    Conditions.set(decided, condition, time);
  }

  /** The definition while its instances are deleted. */
  public static ObjectNode deleting(ObjectNode definition, Instant now) {
    var decided = definition.deepCopy();
    Conditions.set(
        decided,
        new Conditions.Condition(
            "Terminating",
            "True",
            "InstanceDeletionInProgress",
            "deletion of its instances is in progress"),
        now.toString());
    return decided;
  }

  /** The definition once its instances are gone: nothing of ours holds it any more. */
  public static ObjectNode cleaned(ObjectNode definition, Instant now) {
    var decided = definition.deepCopy();
    Conditions.set(
        decided,
        new Conditions.Condition(
            "Terminating", "False", "InstanceDeletionCompleted", "removed all instances"),
        now.toString());
    var metadata = Tree.child(decided, "metadata");
    var finalizers = Tree.texts(metadata.path("finalizers"));
    finalizers.remove(DefinitionKinds.CLEANUP);
    metadata.remove("finalizers");
    if (!finalizers.isEmpty()) {
      var array = metadata.putArray("finalizers");
      finalizers.forEach(array::add);
    }
    return decided;
  }
}
