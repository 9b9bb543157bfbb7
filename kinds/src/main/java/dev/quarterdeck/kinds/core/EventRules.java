package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;
import java.util.Objects;

/** The rules of events: the few of core/v1, and those events.k8s.io/v1 adds. */
final class EventRules {

  private static final List<String> TYPES = List.of("Normal", "Warning");
  private static final List<String> IMMUTABLE =
      List.of(
          "involvedObject",
          "reason",
          "message",
          "source",
          "firstTimestamp",
          "lastTimestamp",
          "count",
          "type",
          "eventTime",
          "action",
          "related",
          "reportingComponent",
          "reportingInstance");

  private EventRules() {}

  /**
   * @param reporter what the API in use calls the reporting controller
   */
  static void check(Field event, String reporter) {
    var namespace = event.get("metadata", "namespace").text();
    var involved = event.get("involvedObject", "namespace");
    var fits =
        involved.absent()
            ? List.of("default", "kube-system").contains(namespace)
            : namespace.equals(involved.text());
    if (!fits) {
      involved.invalid("does not match event.namespace");
    }
    if (event.get("eventTime").present()) {
      withTime(event, reporter);
    }
  }

  private static void withTime(Field event, String reporter) {
    var component = event.get("reportingComponent").named(reporter);
    short128(component);
    component.optional(Names::qualified);
    for (var name : List.of("reportingInstance", "action", "reason")) {
      short128(event.get(name));
    }
    if (event.get("message").text().length() > 1024) {
      event.get("message").invalid("", "can have at most 1024 characters");
    }
  }

  private static void short128(Field field) {
    if (field.absent()) {
      field.required("");
    } else if (field.text().length() > 128) {
      field.invalid("", "can have at most 128 characters");
    }
  }

  /** What a new event of events.k8s.io must have, and what it may no longer have. */
  static void checkNew(Field event) {
    if (event.get("eventTime").absent()) {
      event.get("eventTime").required("");
    }
    var type = event.get("type");
    if (!TYPES.contains(type.text())) {
      type.invalid("", "has invalid value: " + type.text());
    }
    for (var name : List.of("firstTimestamp", "lastTimestamp")) {
      if (event.get(name).present()) {
        event.get(name).invalid("", "needs to be unset");
      }
    }
    if (event.get("count").number() != 0) {
      event.get("count").invalid("", "needs to be unset");
    }
    if (event.get("source", "component").present() || event.get("source", "host").present()) {
      event.get("source").invalid("", "needs to be unset");
    }
    series(event);
  }

  /** Of an event of events.k8s.io only the series may go on. */
  static void checkChange(Field event, ObjectNode old) {
    if (!Objects.equals(event.get("series").node(), old.path("series"))) {
      series(event);
    }
    for (var name : IMMUTABLE) {
      event.get(name).unchanged(old.path(name));
    }
  }

  private static void series(Field event) {
    if (event.get("series").absent()) {
      return;
    }
    if (event.get("series", "count").number() < 2) {
      event.get("series", "count").invalid("", "should be at least 2");
    }
    if (event.get("series", "lastObservedTime").absent()) {
      event.get("series", "lastObservedTime").required("");
    }
  }
}
