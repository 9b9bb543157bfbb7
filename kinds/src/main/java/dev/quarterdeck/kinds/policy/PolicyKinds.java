package dev.quarterdeck.kinds.policy;

import static dev.quarterdeck.kinds.Column.AGE;
import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Column.number;
import static dev.quarterdeck.kinds.Column.text;

import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Subresource;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.IntOrPercent;
import java.util.List;

/** policy/v1. */
public final class PolicyKinds {

  private PolicyKinds() {}

  public static List<ResourceType> all() {
    return List.of(disruptionBudget().type());
  }

  private static Kind disruptionBudget() {
    return Kind.namespaced("policy/v1", "poddisruptionbudgets", "PodDisruptionBudget")
        .shortNames("pdb")
        .subresources(Subresource.STATUS)
        .updatesNeedVersion()
        .rules(budget -> rules(budget.get("spec")))
        .columns(
            NAME,
            text("Min Available", "spec.minAvailable")
                .about("The minimum number of pods that must be available.")
                .orElse("N/A"),
            text("Max Unavailable", "spec.maxUnavailable")
                .about("The maximum number of pods that may be unavailable.")
                .orElse("N/A"),
            number("Allowed Disruptions", "status.disruptionsAllowed")
                .about("Calculated number of pods that may be disrupted at this time."),
            AGE);
  }

  private static void rules(Field spec) {
    if (spec.get("minAvailable").present() && spec.get("maxUnavailable").present()) {
      spec.invalid("minAvailable and maxUnavailable cannot be both set");
    }
    IntOrPercent.atMostAll(spec.get("minAvailable"));
    IntOrPercent.atMostAll(spec.get("maxUnavailable"));
  }
}
