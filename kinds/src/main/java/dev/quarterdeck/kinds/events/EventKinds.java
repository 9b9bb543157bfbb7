package dev.quarterdeck.kinds.events;

import dev.quarterdeck.kinds.ConvertedStrategy;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.core.EventKind;
import java.util.List;

/** events.k8s.io/v1: core's events, under the newer API's names and stricter rules. */
public final class EventKinds {

  private static final List<String> SELECTABLE =
      List.of(
          "regarding.kind",
          "regarding.namespace",
          "regarding.name",
          "regarding.uid",
          "regarding.apiVersion",
          "regarding.resourceVersion",
          "regarding.fieldPath",
          "reason",
          "reportingController",
          "type");

  private EventKinds() {}

  /**
   * @param core what the events of both groups are stored as
   */
  public static List<ResourceType> all(ResourceType core) {
    var conversion = new EventConversion();
    var strategy =
        new ConvertedStrategy(
            EventKind.ofEventsApi().type().strategy(),
            conversion,
            EventConversion.STORED,
            SELECTABLE);
    return List.of(
        Kind.namespaced("events.k8s.io/v1", "events", "Event")
            .shortNames("ev")
            .withoutGeneration()
            .type(strategy)
            .withStorage(core, conversion));
  }
}
