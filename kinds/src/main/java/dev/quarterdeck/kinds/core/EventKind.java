package dev.quarterdeck.kinds.core;

import static dev.quarterdeck.kinds.Column.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.kinds.Ages;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.SelectableFields;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Event (v1), in which the events of events.k8s.io are stored as well. */
public final class EventKind {

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
          .readBy((e, name) -> name.equals("source") ? component(e) : Tree.at(e, name).asText(""));

  private EventKind() {}

  static Kind core() {
    return declare().rules(event -> EventRules.check(event, "reportingComponent"));
  }

  /** An event as core/v1 has it, under the stricter rules of events.k8s.io. */
  public static Kind ofEventsApi() {
    return declare()
        .rules(event -> EventRules.check(event, "reportingController"))
        .createRules((event, context) -> EventRules.checkNew(event))
        .updateRules((event, old, context) -> EventRules.checkChange(event, old));
  }

  private static Kind declare() {
    return Kind.namespaced("v1", "events", "Event")
        .shortNames("ev")
        .withoutGeneration()
        .createsOnUpdate()
        .keptFor(Duration.ofHours(1))
        .names(Names::pathSegment)
        .selectable(FIELDS)
        .columns(
            text("Last Seen", "lastTimestamp").showsAt(EventKind::lastSeen),
            text("Type", "type"),
            text("Reason", "reason"),
            text("Object", "involvedObject").shows(EventKind::involved),
            text("Subobject", "involvedObject.fieldPath").wide(),
            text("Source", "source").shows(EventKind::source).wide(),
            text("Message", "message").shows(e -> Tree.text(e, "/message").strip()),
            text("First Seen", "firstTimestamp").showsAt(EventKind::firstSeen).wide(),
            text("Count", "count").shows(EventKind::count).wide(),
            Column.NAME.wide());
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

  private static long count(JsonNode event) {
    var series = event.path("series").path("count").asLong(0);
    return Math.max(1, series > 0 ? series : event.path("count").asLong(0));
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
