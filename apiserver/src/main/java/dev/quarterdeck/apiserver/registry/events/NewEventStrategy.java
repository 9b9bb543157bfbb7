package dev.quarterdeck.apiserver.registry.events;

import dev.quarterdeck.apiserver.registry.ConvertedStrategy;
import dev.quarterdeck.apiserver.registry.core.EventStrategy;
import java.util.List;

/** Event (events.k8s.io/v1): core's, with the newer API's stricter rules. */
public final class NewEventStrategy extends ConvertedStrategy {

  private static final List<String> FIELDS =
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

  public NewEventStrategy(EventConversion conversion) {
    super(EventStrategy.ofEventsApi(), conversion, EventConversion.STORED);
  }

  @Override
  protected List<String> selectableNames() {
    return FIELDS;
  }
}
