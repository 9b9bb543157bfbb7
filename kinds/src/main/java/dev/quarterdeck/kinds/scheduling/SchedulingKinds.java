package dev.quarterdeck.kinds.scheduling;

import static dev.quarterdeck.kinds.Column.AGE;
import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Column.flag;
import static dev.quarterdeck.kinds.Column.number;
import static dev.quarterdeck.kinds.Column.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.machinery.validation.Field;
import java.util.List;
import java.util.Map;

/** scheduling.k8s.io/v1. */
public final class SchedulingKinds {

  /** Above it only the system's own classes may go. */
  private static final long HIGHEST_USER_VALUE = 1_000_000_000;

  private static final Map<String, Long> SYSTEM =
      Map.of("system-node-critical", 2_000_001_000L, "system-cluster-critical", 2_000_000_000L);

  private SchedulingKinds() {}

  public static List<ResourceType> all() {
    return List.of(priorityClass().type());
  }

  private static Kind priorityClass() {
    return Kind.cluster("scheduling.k8s.io/v1", "priorityclasses", "PriorityClass")
        .shortNames("pc")
        .rules(SchedulingKinds::rules)
        .immutable("preemptionPolicy")
        .updateRules((priorityClass, old, context) -> fixed(priorityClass.get("value"), old))
        .columns(
            NAME,
            number("Value", "value"),
            flag("Global-Default", "globalDefault"),
            AGE,
            text("PreemptionPolicy", "preemptionPolicy"));
  }

  private static void rules(Field priorityClass) {
    var name = priorityClass.get("metadata", "name");
    var value = priorityClass.get("value");
    if (name.text().startsWith("system-")) {
      if (!Long.valueOf(value.number()).equals(SYSTEM.get(name.text()))) {
        name.forbidden(
            "priority class names with 'system-' prefix are reserved for system use only. error:"
                + " %s is not a known system priority class".formatted(name.text()));
      }
    } else if (value.number() > HIGHEST_USER_VALUE) {
      value.forbidden("maximum allowed value of a user defined priority is " + HIGHEST_USER_VALUE);
    }
  }

  private static void fixed(Field value, ObjectNode old) {
    if (value.number() != old.path("value").asLong(0)) {
      value.forbidden("may not be changed in an update.");
    }
  }
}
