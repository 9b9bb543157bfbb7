package dev.quarterdeck.kinds.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.IntOrPercent;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.machinery.validation.SelectorRules;
import java.util.List;

/** PodDisruptionBudget (policy/v1). */
public final class PodDisruptionBudgetStrategy extends KindStrategy {

  private static final List<String> COUNTS =
      List.of("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods");

  public PodDisruptionBudgetStrategy() {
    super(Shape.NAMESPACED_WITH_STATUS, Names::dns1123Subdomain);
  }

  @Override
  public void prepareForCreate(ObjectNode object, WriteContext context) {
    object.putObject("status");
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    COUNTS.forEach(count -> Tree.fill(Tree.child(object, "status"), count, 0));
  }

  @Override
  public boolean updatesUnconditionally() {
    return false;
  }

  @Override
  protected void rules(Field object) {
    var spec = object.get("spec");
    if (spec.get("minAvailable").present() && spec.get("maxUnavailable").present()) {
      spec.invalid("minAvailable and maxUnavailable cannot be both set");
    }
    for (var name : List.of("minAvailable", "maxUnavailable")) {
      IntOrPercent.check(spec.get(name));
      IntOrPercent.atMostAll(spec.get(name));
    }
    SelectorRules.check(spec.get("selector"));
    var policy = spec.get("unhealthyPodEvictionPolicy");
    if (policy.present()) {
      policy.oneOf(List.of("AlwaysAllow", "IfHealthyBudget"));
    }
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text(
            "Min Available", "Pods that must stay.", Columns.textAt("/spec/minAvailable", "N/A")),
        Columns.text(
            "Max Unavailable", "Pods that may go.", Columns.textAt("/spec/maxUnavailable", "N/A")),
        Columns.number(
            "Allowed Disruptions",
            "Pods that may go now.",
            Columns.numberAt("/status/disruptionsAllowed")),
        Column.AGE);
  }
}
