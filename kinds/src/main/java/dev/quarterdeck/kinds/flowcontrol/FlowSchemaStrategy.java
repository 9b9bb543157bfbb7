package dev.quarterdeck.kinds.flowcontrol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** FlowSchema (flowcontrol.apiserver.k8s.io/v1): which requests go to which priority level. */
public final class FlowSchemaStrategy extends KindStrategy {

  private static final int DEFAULT_PRECEDENCE = 1_000;
  private static final int MAX_PRECEDENCE = 10_000;

  public FlowSchemaStrategy() {
    super(Shape.CLUSTER_WITH_STATUS, Names::dns1123Subdomain);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    Tree.fillNonZero(Tree.child(object, "spec"), "matchingPrecedence", DEFAULT_PRECEDENCE);
  }

  @Override
  protected void rules(Field object) {
    var spec = object.get("spec");
    var name = object.get("metadata", "name").text();
    var precedence = spec.get("matchingPrecedence");
    if (precedence.number() <= 0) {
      precedence.invalid("must be a positive value");
    } else if (precedence.number() > MAX_PRECEDENCE) {
      precedence.invalid("must not be greater than " + MAX_PRECEDENCE);
    } else if (precedence.number() == 1 && !name.equals("exempt")) {
      precedence.invalid("only the schema named 'exempt' may have matchingPrecedence 1");
    }
    if (spec.get("distinguisherMethod").present()) {
      spec.get("distinguisherMethod", "type").oneOf(List.of("ByNamespace", "ByUser"));
    }
    var level = spec.get("priorityLevelConfiguration", "name");
    if (level.absent()) {
      level.required("must reference a priority level");
    } else {
      level.invalidFor(Names.dns1123Subdomain(level.text()));
    }
    spec.get("rules").items().forEach(FlowRules::check);
    BuiltInFlows.schema(name)
        .filter(fixed -> !fixed.get("spec").equals(spec.node()))
        .ifPresent(
            fixed -> spec.invalid("spec of '%s' must equal the fixed value".formatted(name)));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text(
            "PriorityLevel",
            "The level its requests go to.",
            Columns.textAt("/spec/priorityLevelConfiguration/name", Columns.NONE)),
        Columns.number(
            "MatchingPrecedence",
            "Lower ones are asked first.",
            Columns.numberAt("/spec/matchingPrecedence")),
        Columns.text(
            "DistinguisherMethod",
            "What makes a flow of its own.",
            Columns.textAt("/spec/distinguisherMethod/type", Columns.NONE)),
        Column.AGE,
        Columns.text(
            "MissingPL",
            "Whether its priority level is not there.",
            (schema, now) -> dangling(schema)));
  }

  private static String dangling(JsonNode schema) {
    for (var condition : Tree.objects(schema.path("status"), "conditions")) {
      if (Tree.text(condition, "/type").equals("Dangling")) {
        return Tree.text(condition, "/status");
      }
    }
    return "?";
  }
}
