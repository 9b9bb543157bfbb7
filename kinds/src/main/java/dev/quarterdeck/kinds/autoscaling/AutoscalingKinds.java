package dev.quarterdeck.kinds.autoscaling;

import static dev.quarterdeck.kinds.Column.AGE;
import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Column.number;
import static dev.quarterdeck.kinds.Column.text;
import static dev.quarterdeck.kinds.Columns.UNSET;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.kinds.ConvertedStrategy;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Subresource;
import dev.quarterdeck.machinery.Tree;
import java.util.List;

/** autoscaling, served as v2 and v1 and stored as v2. */
public final class AutoscalingKinds {

  private AutoscalingKinds() {}

  public static List<ResourceType> all() {
    var conversion = new AutoscalerConversion();
    var second = autoscaler("autoscaling/v2").type().withStorage(null, conversion);
    var strategy =
        new ConvertedStrategy(second.strategy(), conversion, AutoscalerConversion.STORED);
    var first = autoscaler("autoscaling/v1").type(strategy).withStorage(second, conversion);
    return List.of(second, first);
  }

  private static Kind autoscaler(String version) {
    return Kind.namespaced(version, "horizontalpodautoscalers", "HorizontalPodAutoscaler")
        .shortNames("hpa")
        .categories("all")
        .subresources(Subresource.STATUS)
        .withoutGeneration()
        .defaults(AutoscalerRules::applyDefaults)
        .rules(autoscaler -> AutoscalerRules.check(autoscaler.get("spec")))
        .columns(
            NAME,
            text("Reference", "spec.scaleTargetRef").shows(AutoscalingKinds::reference),
            text("Targets", "spec.metrics").shows(MetricCells::targets),
            text("MinPods", "spec.minReplicas").orElse(UNSET),
            number("MaxPods", "spec.maxReplicas").typed("string"),
            number("Replicas", "status.currentReplicas").typed("string"),
            AGE);
  }

  private static String reference(JsonNode autoscaler) {
    var target = autoscaler.at("/spec/scaleTargetRef");
    return Tree.text(target, "/kind") + "/" + Tree.text(target, "/name");
  }
}
