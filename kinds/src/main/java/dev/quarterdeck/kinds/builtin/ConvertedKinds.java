package dev.quarterdeck.kinds.builtin;

import dev.quarterdeck.kinds.ConvertedStrategy;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Strategy;
import dev.quarterdeck.kinds.autoscaling.AutoscalerConversion;
import dev.quarterdeck.kinds.autoscaling.HorizontalPodAutoscalerStrategy;
import dev.quarterdeck.kinds.events.EventConversion;
import dev.quarterdeck.kinds.events.NewEventStrategy;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.List;

/** The built-in kinds that are served in two versions and stored in one. */
final class ConvertedKinds {

  private ConvertedKinds() {}

  /**
   * @param coreEvents what the events of both groups are stored as
   */
  static List<ResourceType> all(ResourceType coreEvents) {
    var scaling = new AutoscalerConversion();
    var strategy = new HorizontalPodAutoscalerStrategy();
    var second = autoscaler("v2", strategy).withStorage(null, scaling);
    var first =
        autoscaler("v1", new ConvertedStrategy(strategy, scaling, AutoscalerConversion.STORED))
            .withStorage(second, scaling);
    return List.of(second, first, events(coreEvents));
  }

  private static ResourceType autoscaler(String version, Strategy strategy) {
    var name = new GroupVersionResource("autoscaling", version, "horizontalpodautoscalers");
    return ResourceType.namespaced(name, "HorizontalPodAutoscaler", strategy)
        .withShortNames("hpa")
        .withCategories("all")
        .withSubresources("status")
        .withoutGeneration();
  }

  private static ResourceType events(ResourceType coreEvents) {
    var conversion = new EventConversion();
    return ResourceType.namespaced(
            new GroupVersionResource("events.k8s.io", "v1", "events"),
            "Event",
            new NewEventStrategy(conversion))
        .withShortNames("ev")
        .withoutGeneration()
        .withStorage(coreEvents, conversion);
  }
}
