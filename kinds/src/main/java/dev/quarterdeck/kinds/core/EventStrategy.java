package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Ages;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.SelectableFields;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Event (core/v1). Kept for an hour. */
public final class EventStrategy extends KindStrategy {

  private static final Duration KEPT = Duration.ofHours(1);

  private static final SelectableFields FIELDS =
      new SelectableFields(
              "involvedObject.kind",
              "involvedObject.namespace",
              "involvedObject.name",
              "involvedObject.uid",
              "involvedObject.apiVersion",
              "involvedObject.resourceVersion",
              "involvedObject.fieldPath",
              "reason",
              "reportingComponent",
              "source",
              "type")
          .readBy(EventStrategy::field);

  private final boolean eventsApi;

  public EventStrategy() {
    this(false);
  }

  private EventStrategy(boolean eventsApi) {
    super(Shape.NAMESPACED, Names::pathSegment);
    this.eventsApi = eventsApi;
  }

  /** The rules of events.k8s.io, on events as core/v1 has them. */
  public static EventStrategy ofEventsApi() {
    return new EventStrategy(true);
  }

  @Override
  protected void rules(Field event) {
    EventRules.check(event, eventsApi ? "reportingController" : "reportingComponent");
  }

  @Override
  protected void createRules(Field event, WriteContext context) {
    if (eventsApi) {
      EventRules.checkNew(event);
    }
  }

  @Override
  protected void updateRules(Field event, ObjectNode old, WriteContext context) {
    if (eventsApi) {
      EventRules.checkChange(event, old);
    }
  }

  @Override
  public boolean createsOnUpdate() {
    return true;
  }

  @Override
  public Optional<Duration> timeToLive() {
    return Optional.of(KEPT);
  }

  @Override
  public SelectableFields selectableFields() {
    return FIELDS;
  }

  private static String field(JsonNode event, String name) {
    return name.equals("source") ? component(event) : SelectableFields.textOf(event, name);
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Columns.text("Last Seen", "When it last happened.", EventStrategy::lastSeen),
        Columns.text("Type", "Normal or Warning.", Columns.textAt("/type", "")),
        Columns.text("Reason", "Why, in one word.", Columns.textAt("/reason", "")),
        Columns.text("Object", "What it is about.", (event, now) -> involved(event)),
        Columns.wide(
            "Subobject", "Which part of it.", Columns.textAt("/involvedObject/fieldPath", "")),
        Columns.wide("Source", "Who reported it.", (event, now) -> source(event)),
        Columns.text("Message", "What happened.", (e, now) -> Tree.text(e, "/message").strip()),
        Columns.wide("First Seen", "When it first happened.", EventStrategy::firstSeen),
        Columns.wide("Count", "How often it happened.", (event, now) -> count(event)),
        new Column(
            "Name",
            "string",
            "name",
            "The event's own name.",
            1,
            Columns.textAt("/metadata/name", "")));
  }

  private static String firstSeen(JsonNode event, Instant now) {
    var first = Tree.text(event, "/firstTimestamp");
    return Ages.since(first.isEmpty() ? Tree.text(event, "/eventTime") : first, now);
  }

  private static String lastSeen(JsonNode event, Instant now) {
    var observed = Tree.text(event, "/series/lastObservedTime");
    var last = observed.isEmpty() ? Tree.text(event, "/lastTimestamp") : observed;
    return last.isEmpty() ? firstSeen(event, now) : Ages.since(last, now);
  }

  private static String count(JsonNode event) {
    var series = event.path("series").path("count").asLong(0);
    return Long.toString(Math.max(1, series > 0 ? series : event.path("count").asLong(0)));
  }

  private static String involved(JsonNode event) {
    var kind = Tree.text(event, "/involvedObject/kind").toLowerCase(Locale.ROOT);
    var name = Tree.text(event, "/involvedObject/name");
    return name.isEmpty() ? kind : kind + "/" + name;
  }

  private static String component(JsonNode event) {
    return Columns.orElse(
        Tree.text(event, "/source/component"), Tree.text(event, "/reportingComponent"));
  }

  private static String source(JsonNode event) {
    var instance =
        Columns.orElse(Tree.text(event, "/source/host"), Tree.text(event, "/reportingInstance"));
    return instance.isEmpty() ? component(event) : component(event) + ", " + instance;
  }
}
