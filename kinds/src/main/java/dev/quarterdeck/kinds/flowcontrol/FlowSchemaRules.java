package dev.quarterdeck.kinds.flowcontrol;

import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;

/** What a FlowSchema may say (ValidateFlowSchema). */
final class FlowSchemaRules {

  private static final int MAX_PRECEDENCE = 10_000;

  private FlowSchemaRules() {}

  static void check(Field schema) {
    var spec = schema.get("spec");
    var name = schema.get("metadata", "name").text();
    var precedence = spec.get("matchingPrecedence");
    if (precedence.number() <= 0) {
      precedence.invalid("must be a positive value");
    } else if (precedence.number() > MAX_PRECEDENCE) {
      precedence.invalid("must not be greater than " + MAX_PRECEDENCE);
    } else if (precedence.number() == 1 && !name.equals("exempt")) {
      precedence.invalid("only the schema named 'exempt' may have matchingPrecedence 1");
    }
    var level = spec.get("priorityLevelConfiguration", "name");
    if (level.absent()) {
      level.required("must reference a priority level");
    }
    level.optional(Names::dns1123Subdomain);
    spec.get("rules").each(FlowRules::check);
    BuiltInFlows.schema(name)
        .filter(fixed -> !fixed.get("spec").equals(spec.node()))
        .ifPresent(
            fixed -> spec.invalid("spec of '%s' must equal the fixed value".formatted(name)));
  }
}
