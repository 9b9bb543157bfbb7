package dev.quarterdeck.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.registry.DeletionOptions;
import dev.quarterdeck.apiserver.schema.FieldValidation;
import dev.quarterdeck.apiserver.verb.DeleteOptions;
import dev.quarterdeck.apiserver.verb.ReadOptions;
import dev.quarterdeck.apiserver.verb.WriteOptions;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldSelector;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.LabelSelector;
import io.vertx.core.MultiMap;
import java.time.Duration;

/** The query parameters of a request as the verbs' options. */
final class QueryOptions {

  private static final Duration MAX_TIMEOUT = Duration.ofSeconds(60);

  private QueryOptions() {}

  static ReadOptions read(MultiMap query) {
    if (query.isEmpty()) {
      return ReadOptions.NONE;
    }
    var initial = query.get("sendInitialEvents");
    return new ReadOptions(
        text(query, "resourceVersion"),
        text(query, "resourceVersionMatch"),
        (int) Math.min(Integer.MAX_VALUE, number(query, "limit")),
        text(query, "continue"),
        LabelSelector.parse(query.get("labelSelector")),
        FieldSelector.parse(query.get("fieldSelector")),
        Duration.ofSeconds(Math.min(Integer.MAX_VALUE, number(query, "timeoutSeconds"))),
        flag(query, "allowWatchBookmarks"),
        initial == null || initial.isEmpty() ? null : flag(query, "sendInitialEvents"));
  }

  /**
   * @param userAgent names the field manager when the client does not; may be null
   */
  static WriteOptions write(MultiMap query, String userAgent) {
    var manager = text(query, "fieldManager");
    return new WriteOptions(
        dryRun(query),
        manager.isEmpty() && userAgent != null ? userAgent.split("/", 2)[0] : manager,
        FieldValidation.parse(query.get("fieldValidation")),
        false,
        flag(query, "force"));
  }

  /**
   * @param body a DeleteOptions object, which takes the place of the query; null when there is none
   */
  static DeleteOptions delete(MultiMap query, ObjectNode body) {
    var options = body == null ? fromQuery(query) : body;
    var preconditions = options.path("preconditions");
    return new DeleteOptions(
        DeletionOptions.of(options),
        preconditions.path("uid").asText(""),
        preconditions.path("resourceVersion").asText(""),
        dryRun(query) || dryRun(options.path("dryRun")));
  }

  private static ObjectNode fromQuery(MultiMap query) {
    var options = Json.object();
    if (query.contains("gracePeriodSeconds")) {
      options.put("gracePeriodSeconds", number(query, "gracePeriodSeconds"));
    }
    if (query.contains("propagationPolicy")) {
      options.put("propagationPolicy", query.get("propagationPolicy"));
    }
    if (query.contains("orphanDependents")) {
      options.put("orphanDependents", flag(query, "orphanDependents"));
    }
    return options;
  }

  /** How long the client will wait, at most a minute; {@code ?timeout=30s}. */
  static Duration timeout(MultiMap query) {
    var text = text(query, "timeout");
    if (text.isEmpty()) {
      return MAX_TIMEOUT;
    }
    try {
      var asked = GoDuration.parse(text);
      return asked.isPositive() && asked.compareTo(MAX_TIMEOUT) < 0 ? asked : MAX_TIMEOUT;
    } catch (IllegalArgumentException malformed) {
      throw ApiFault.badRequest("invalid timeout specified in the request URL - " + text);
    }
  }

  private static boolean dryRun(MultiMap query) {
    for (var value : query.getAll("dryRun")) {
      if (!value.isEmpty()) {
        return dryRun(value);
      }
    }
    return false;
  }

  private static boolean dryRun(JsonNode values) {
    for (var value : values) {
      dryRun(value.asText());
    }
    return !values.isEmpty();
  }

  private static boolean dryRun(String value) {
    if (!value.equals("All")) {
      throw ApiFault.badRequest(
          "dryRun: Unsupported value: \"%s\": supported values: \"All\"".formatted(value));
    }
    return true;
  }

  static boolean flag(MultiMap query, String name) {
    return switch (text(query, name)) {
      case "", "false", "0", "f", "F", "False", "FALSE" ->
          query.contains(name) && isBare(query, name);
      default -> true;
    };
  }

  /** A parameter without a value counts as true: {@code ?watch}. */
  private static boolean isBare(MultiMap query, String name) {
    return query.get(name).isEmpty();
  }

  private static String text(MultiMap query, String name) {
    var value = query.get(name);
    return value == null ? "" : value;
  }

  private static long number(MultiMap query, String name) {
    var text = text(query, name);
    if (text.isEmpty()) {
      return 0;
    }
    try {
      var number = Long.parseLong(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Falls through: the answer is the same as for a negative number.
    }
    throw ApiFault.badRequest("%s must be a whole number of zero or more".formatted(name));
  }
}
