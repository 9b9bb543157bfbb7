package dev.quarterdeck.kinds;

import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Advice on labels of nodes that have been given other names. */
public final class NodeLabelWarnings {

  private static final Map<String, String> DEPRECATED =
      Map.of(
          "beta.kubernetes.io/arch",
          "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
          "beta.kubernetes.io/os",
          "deprecated since v1.14; use \"kubernetes.io/os\" instead",
          "failure-domain.beta.kubernetes.io/region",
          "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
          "failure-domain.beta.kubernetes.io/zone",
          "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
          "beta.kubernetes.io/instance-type",
          "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
          "app.kubernetes.io/created-by",
          "deprecated since v1.9",
          "scheduler.alpha.kubernetes.io/preferAvoidPods",
          "deprecated since v1.22; use Taints and Tolerations instead",
          "node-role.kubernetes.io/master",
          "use \"node-role.kubernetes.io/control-plane\" instead");

  private NodeLabelWarnings() {}

  /** What is said of a label's key; empty for one that is in use. */
  public static Optional<String> on(String key) {
    return Optional.ofNullable(DEPRECATED.get(key));
  }

  /** A field that holds a label's key. */
  public static void key(Field key, List<String> warnings) {
    on(key.text()).ifPresent(m -> warnings.add(key.path() + ": " + key.text() + " is " + m));
  }

  /**
   * One term of a node selector.
   *
   * @param preferred whether it is only a preference, whose values no rule has checked
   */
  public static void term(Field term, boolean preferred, List<String> warnings) {
    for (var expression : term.get("matchExpressions").items()) {
      key(expression.get("key"), warnings);
      if (preferred) {
        for (var value : expression.get("values").items()) {
          for (var message : Names.labelValue(value.text())) {
            warnings.add("%s: %s is invalid, %s".formatted(value.path(), value.text(), message));
          }
        }
      }
    }
  }
}
