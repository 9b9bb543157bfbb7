package dev.quarterdeck.kinds.autoscaling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** HorizontalPodAutoscaler (autoscaling/v2). */
public final class HorizontalPodAutoscalerStrategy extends KindStrategy {

  private static final int CPU_PERCENT = 80;
  private static final int POLICY_SECONDS = 15;

  public HorizontalPodAutoscalerStrategy() {
    super(Shape.NAMESPACED_WITH_STATUS, Names::dns1123Subdomain);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    var spec = Tree.child(object, "spec");
    Tree.fill(spec, "minReplicas", 1);
    if (spec.path("metrics").isEmpty()) {
      var cpu = spec.putArray("metrics").addObject().put("type", "Resource");
      var target = cpu.putObject("resource").put("name", "cpu").putObject("target");
      Tree.put(target.put("type", "Utilization"), "averageUtilization", CPU_PERCENT);
    }
    if (spec.get("behavior") instanceof ObjectNode behavior) {
      var up = Tree.child(behavior, "scaleUp");
      Tree.fill(up, "stabilizationWindowSeconds", 0);
      Tree.fill(up, "selectPolicy", "Max");
      policies(up, new Policy("Pods", 4), new Policy("Percent", 100));
      var down = Tree.child(behavior, "scaleDown");
      Tree.fill(down, "selectPolicy", "Max");
      policies(down, new Policy("Percent", 100));
    }
  }

  private record Policy(String type, int value) {}

  private static void policies(ObjectNode rules, Policy... policies) {
    if (Tree.absent(rules.get("policies"))) {
      var list = rules.putArray("policies");
      for (var policy : policies) {
        var item = list.addObject().put("type", policy.type);
        Tree.put(item, "value", policy.value);
        Tree.put(item, "periodSeconds", POLICY_SECONDS);
      }
    }
  }

  @Override
  protected void rules(Field object) {
    AutoscalerRules.check(object.get("spec"));
  }

  @Override
  public List<Column> columns() {
    return Columns.row(
        List.of(
            Column.NAME,
            Columns.text("Reference", "What it scales.", (o, now) -> reference(o)),
            Columns.text("Targets", "Metrics, as they are and as wanted.", MetricCells::targets),
            Columns.text("MinPods", "Fewest pods.", (o, now) -> least(o)),
            Columns.text("MaxPods", "Most pods.", Columns.textAt("/spec/maxReplicas", "0")),
            Columns.text("Replicas", "Pods now.", Columns.textAt("/status/currentReplicas", "0")),
            Column.AGE));
  }

  private static String reference(JsonNode object) {
    var target = object.path("spec").path("scaleTargetRef");
    return target.path("kind").asText("") + "/" + target.path("name").asText("");
  }

  private static String least(JsonNode object) {
    return object.path("spec").path("minReplicas").asText(Columns.UNSET);
  }
}
