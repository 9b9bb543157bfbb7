package dev.quarterdeck.kinds.events;

import dev.quarterdeck.kinds.ConvertedStrategy;
import dev.quarterdeck.kinds.core.EventStrategy;
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
