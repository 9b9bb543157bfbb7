package dev.quarterdeck.kinds.pod;

import dev.quarterdeck.kinds.NodeSelectorRules;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.HashSet;
import java.util.List;

/** The rules on what tells the scheduler where a pod may go. */
public final class SchedulingRules {

  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

  private SchedulingRules() {}

  static void check(Field spec) {
    tolerations(spec.get("tolerations"));
    nodeAffinity(spec.get("affinity", "nodeAffinity"));
    for (var kind : List.of("podAffinity", "podAntiAffinity")) {
      podAffinity(spec.get("affinity", kind));
    }
    spread(spec.get("topologySpreadConstraints"));
  }

  /** The rules on tolerations, which RuntimeClasses have as well. */
  public static void tolerations(Field tolerations) {
    tolerations.items().forEach(SchedulingRules::toleration);
  }

  private static void toleration(Field toleration) {
    var key = toleration.get("key");
    var operator = toleration.get("operator");
    var value = toleration.get("value");
    if (key.present()) {
      key.invalidFor(Names.qualified(key.text()));
    } else if (!operator.text().equals("Exists")) {
      operator.invalid(
          "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
    }
    var effect = toleration.get("effect");
    if (toleration.get("tolerationSeconds").present() && !effect.text().equals("NoExecute")) {
      effect.invalid("effect must be 'NoExecute' when `tolerationSeconds` is set");
    }
    switch (operator.text()) {
      case "Equal", "" ->
          Names.labelValue(value.text()).forEach(m -> operator.invalid(value.text(), m));
      case "Exists" -> {
        if (value.present()) {
          operator.invalid("value must be empty when `operator` is 'Exists'");
        }
      }
      default -> operator.notSupported(List.of("Equal", "Exists"));
    }
  }

  private static void nodeAffinity(Field affinity) {
    var required = affinity.get(REQUIRED);
    if (required.present()) {
      NodeSelectorRules.check(required);
    }
    for (var preferred : affinity.get(PREFERRED).items()) {
      weight(preferred.get("weight"));
      NodeSelectorRules.term(preferred.get("preference"));
    }
  }

  private static void weight(Field weight) {
    if (weight.number() < 1 || weight.number() > 100) {
      weight.invalid("must be in the range 1-100");
    }
  }

  private static void podAffinity(Field affinity) {
    affinity.get(REQUIRED).items().forEach(SchedulingRules::podTerm);
    for (var preferred : affinity.get(PREFERRED).items()) {
      weight(preferred.get("weight"));
      podTerm(preferred.get("podAffinityTerm"));
    }
  }

  private static void podTerm(Field term) {
    topologyKey(term.get("topologyKey"));
  }

  private static void topologyKey(Field key) {
    if (key.absent()) {
      key.required("can not be empty");
    } else {
      key.invalidFor(Names.qualified(key.text()));
    }
  }

  private static void spread(Field constraints) {
    var seen = new HashSet<String>();
    for (var constraint : constraints.items()) {
      var skew = constraint.get("maxSkew");
      if (skew.number() <= 0) {
        skew.invalid("must be greater than zero");
      }
      topologyKey(constraint.get("topologyKey"));
      var when = constraint.get("whenUnsatisfiable");
      if (!seen.add(constraint.get("topologyKey").text() + " " + when.text())) {
        constraint.duplicate(
            "{%s, %s}".formatted(constraint.get("topologyKey").text(), when.text()));
      }
      var domains = constraint.get("minDomains");
      if (domains.present() && domains.number() <= 0) {
        domains.invalid("must be greater than zero");
      }
    }
  }
}
