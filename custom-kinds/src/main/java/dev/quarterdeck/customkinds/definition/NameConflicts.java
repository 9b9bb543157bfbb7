package dev.quarterdeck.customkinds.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.Json;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which of the names a definition asks for it gets. Within a group resources (plural, singular,
 * short names) and kinds (kind, list kind) are each named once; who has a name keeps it.
 */
final class NameConflicts {

  /**
   * The names as far as they are accepted, and the condition that says so.
   *
   * @param names status.acceptedNames
   */
  record Outcome(ObjectNode names, Conditions.Condition accepted) {

    boolean conflict() {
      return accepted.status().equals("False");
    }
  }

  private final Set<String> resources = new HashSet<>();
  private final Set<String> kinds = new HashSet<>();
  private final JsonNode asked;
  private final ObjectNode accepted;
  private final ObjectNode outcome = Json.object();
  private Conditions.Condition conflict;

  private NameConflicts(ObjectNode definition, Collection<JsonNode> others) {
    asked = definition.path("spec").path("names");
    accepted = Tree.child(Tree.child(definition.deepCopy(), "status"), "acceptedNames");
    others.forEach(this::take);
  }

  private void take(JsonNode names) {
    resources.add(Tree.text(names, "/plural"));
    resources.add(Tree.text(names, "/singular"));
    resources.addAll(Tree.texts(names.path("shortNames")));
    kinds.add(Tree.text(names, "/kind"));
    kinds.add(Tree.text(names, "/listKind"));
  }

  /**
   * @param others the names accepted for the other definitions of its group
   */
  static Outcome decide(ObjectNode definition, Collection<JsonNode> others) {
    var conflicts = new NameConflicts(definition, others);
    conflicts.run();
    var condition =
        conflicts.conflict != null
            ? conflicts.conflict
            : new Conditions.Condition(
                "NamesAccepted", "True", "NoConflicts", "no conflicts found");
    return new Outcome(conflicts.outcome, condition);
  }

  private void run() {
    name("plural", "PluralConflict", resources);
    name("singular", "SingularConflict", resources);
    shortNames();
    name("kind", "KindConflict", kinds);
    name("listKind", "ListKindConflict", kinds);
    if (!asked.path("categories").isEmpty()) {
      outcome.set("categories", asked.path("categories").deepCopy());
    }
  }

  private void name(String field, String reason, Set<String> taken) {
    var wanted = Tree.text(asked, "/" + field);
    var before = Tree.text(accepted, "/" + field);
    if (!wanted.isEmpty() && !wanted.equals(before) && taken.contains(wanted)) {
      conflict(reason, "\"%s\" is already in use".formatted(wanted));
      outcome.put(field, before);
    } else {
      outcome.put(field, wanted);
    }
  }

  private void shortNames() {
    var names = new LinkedHashSet<>(Tree.texts(asked.path("shortNames")));
    var before = Tree.texts(accepted.path("shortNames"));
    for (var name : Tree.texts(asked.path("shortNames"))) {
      if (!before.contains(name) && resources.contains(name)) {
        conflict("ShortNamesConflict", "\"%s\" is already in use".formatted(name));
        names = new LinkedHashSet<>(before);
      }
    }
    if (!names.isEmpty()) {
      var array = outcome.putArray("shortNames");
      names.forEach(array::add);
    }
  }

  private void conflict(String reason, String message) {
    conflict = new Conditions.Condition("NamesAccepted", "False", reason, message);
  }
}
