package dev.quarterdeck.kinds.scheduling;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;
import java.util.Map;

/** PriorityClass (scheduling.k8s.io/v1). */
public final class PriorityClassStrategy extends KindStrategy {

  /** Above it only the system's own classes may go. */
  private static final long HIGHEST_USER_VALUE = 1_000_000_000;

  private static final Map<String, Long> SYSTEM =
      Map.of("system-node-critical", 2_000_001_000L, "system-cluster-critical", 2_000_000_000L);

  public PriorityClassStrategy() {
    super(Shape.CLUSTER, Names::dns1123Subdomain);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    Tree.fill(object, "preemptionPolicy", "PreemptLowerPriority");
    Tree.fill(object, "value", 0);
  }

  @Override
  protected void rules(Field object) {
    var name = object.get("metadata", "name");
    var value = object.get("value");
    if (name.text().startsWith("system-")) {
      if (!Long.valueOf(value.number()).equals(SYSTEM.get(name.text()))) {
        name.forbidden(
            "priority class names with 'system-' prefix are reserved for system use only. error:"
                + " %s is not a known system priority class".formatted(name.text()));
      }
    } else if (value.number() > HIGHEST_USER_VALUE) {
      value.forbidden("maximum allowed value of a user defined priority is " + HIGHEST_USER_VALUE);
    }
    object.get("preemptionPolicy").oneOf(List.of("Never", "PreemptLowerPriority"));
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    if (object.get("value").number() != old.path("value").asLong(0)) {
      object.get("value").forbidden("may not be changed in an update.");
    }
    object.get("preemptionPolicy").unchanged(old.path("preemptionPolicy"));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.number("Value", "The priority it gives.", Columns.numberAt("/value")),
        new Column(
            "Global-Default",
            "boolean",
            "",
            "Whether pods without a class get it.",
            0,
            (c, now) -> c.path("globalDefault").asBoolean(false)),
        Column.AGE,
        Columns.text(
            "PreemptionPolicy",
            "Whether its pods may push others out.",
            Columns.textAt("/preemptionPolicy", "")));
  }
}
