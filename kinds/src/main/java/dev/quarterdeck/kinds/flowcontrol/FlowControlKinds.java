package dev.quarterdeck.kinds.flowcontrol;

import static dev.quarterdeck.kinds.Column.AGE;
import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Column.number;
import static dev.quarterdeck.kinds.Column.text;
import static dev.quarterdeck.kinds.Columns.NONE;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Subresource;
import dev.quarterdeck.machinery.Tree;
import java.util.List;

/** flowcontrol.apiserver.k8s.io/v1: who gets which share of the server. */
public final class FlowControlKinds {

  private static final String VERSION = "flowcontrol.apiserver.k8s.io/v1";
  private static final String QUEUING = "spec.limited.limitResponse.queuing.";

  private FlowControlKinds() {}

  /** In the order discovery shows them. */
  public static List<ResourceType> all() {
    return List.of(flowSchema().type(), priorityLevel().type());
  }

  /** Which requests go to which priority level. */
  private static Kind flowSchema() {
    return Kind.cluster(VERSION, "flowschemas", "FlowSchema")
        .subresources(Subresource.STATUS)
        .rules(FlowSchemaRules::check)
        .columns(
            NAME,
            text("PriorityLevel", "spec.priorityLevelConfiguration.name").orElse(NONE),
            number("MatchingPrecedence", "spec.matchingPrecedence").typed("string"),
            text("DistinguisherMethod", "spec.distinguisherMethod")
                .shows(s -> Tree.text(s, "/spec/distinguisherMethod/type"))
                .orElse(NONE),
            AGE,
            text("MissingPL")
                .about("references a broken or non-existent PriorityLevelConfiguration")
                .shows(FlowControlKinds::dangling));
  }

  private static String dangling(JsonNode schema) {
    for (var condition : Tree.objects(schema.path("status"), "conditions")) {
      if (Tree.text(condition, "/type").equals("Dangling")) {
        return Tree.text(condition, "/status");
      }
    }
    return "?";
  }

  /** A share of the server's seats. */
  private static Kind priorityLevel() {
    return Kind.cluster(VERSION, "prioritylevelconfigurations", "PriorityLevelConfiguration")
        .subresources(Subresource.STATUS)
        .rules(PriorityLevelRules::check)
        .columns(
            NAME,
            text("Type", "spec.type"),
            ofLimited("NominalConcurrencyShares", "spec.limited.nominalConcurrencyShares"),
            ofLimited("Queues", QUEUING + "queues"),
            ofLimited("HandSize", QUEUING + "handSize"),
            ofLimited("QueueLengthLimit", QUEUING + "queueLengthLimit"),
            AGE);
  }

  private static Column ofLimited(String name, String field) {
    return text(name, field)
        .shows(
            level -> {
              var number = Tree.at(level, field);
              return number.isNumber() ? (Object) number.asLong() : NONE;
            });
  }
}
