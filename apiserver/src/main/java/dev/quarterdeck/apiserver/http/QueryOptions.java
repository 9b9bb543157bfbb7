package dev.quarterdeck.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.verb.DeleteOptions;
import dev.quarterdeck.apiserver.verb.DeletionOptions;
import dev.quarterdeck.apiserver.verb.ReadOptions;
import dev.quarterdeck.apiserver.verb.WriteOptions;
import dev.quarterdeck.machinery.schema.FieldValidation;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.FieldSelector;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.LabelSelector;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The query parameters of a request as the verbs' options. */
final class QueryOptions {

  private static final Duration MAX_TIMEOUT = Duration.ofSeconds(60);

  /** Kubernetes' limit on a field manager's name. */
  private static final int LONGEST_MANAGER = 128;

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
   * @throws ApiFault 422 that names every option at fault
   */
  static WriteOptions write(MultiMap query, String userAgent, ApiVerb verb) {
    var manager = text(query, "fieldManager");
    var errors = new ArrayList<FieldError>();
    managerErrors(manager, errors);
    var dryRun = dryRun(query.getAll("dryRun"), errors);
    var validation = FieldValidation.of(text(query, "fieldValidation"));
    if (validation.isEmpty()) {
      errors.add(
          FieldError.notSupported(
              "fieldValidation", text(query, "fieldValidation"), FieldValidation.WORDS));
    }
    refuse(verb, errors);
    return new WriteOptions(
        dryRun,
        manager.isEmpty() ? fromUserAgent(userAgent) : manager,
        validation.orElseThrow(),
        false,
        flag(query, "force"));
  }

  private static void managerErrors(String manager, List<FieldError> errors) {
    if (manager.length() > LONGEST_MANAGER) {
      errors.add(
          new FieldError(
              FieldError.Type.TOO_LONG,
              "fieldManager",
              null,
              "may not be more than %d bytes".formatted(LONGEST_MANAGER)));
    }
    if (!printable(manager)) {
      errors.add(
          FieldError.invalid("fieldManager", manager, "should only contain printable characters"));
    }
  }

  private static boolean printable(String text) {
    return text.chars().noneMatch(Character::isISOControl);
  }

  /** What stands before the first slash, as Kubernetes names those who do not name themselves. */
  private static String fromUserAgent(String userAgent) {
    var name = userAgent == null ? "" : userAgent.split("/", 2)[0];
    var printable = printable(name) ? name : name.replaceAll("\\p{Cntrl}", "");
    return printable.substring(0, Math.min(printable.length(), LONGEST_MANAGER));
  }

  private static void refuse(ApiVerb verb, List<FieldError> errors) {
    if (!errors.isEmpty()) {
      var kind =
          switch (verb) {
            case CREATE -> "CreateOptions";
            case UPDATE -> "UpdateOptions";
            case PATCH -> "PatchOptions";
            case GET, LIST, WATCH, DELETE, DELETE_COLLECTION -> "DeleteOptions";
          };
      throw ApiFault.invalid("meta.k8s.io", kind, "", errors);
    }
  }

  /**
   * @param body a DeleteOptions object, which takes the place of the query; null when there is none
   */
  static DeleteOptions delete(MultiMap query, ObjectNode body) {
    var options = body == null ? fromQuery(query) : body;
    var preconditions = options.path("preconditions");
    var dryRuns = new ArrayList<>(query.getAll("dryRun"));
    options.path("dryRun").forEach(value -> dryRuns.add(value.asText()));
    var errors = new ArrayList<FieldError>();
    var dryRun = dryRun(dryRuns, errors);
    refuse(ApiVerb.DELETE, errors);
    return new DeleteOptions(
        DeletionOptions.of(options),
        preconditions.path("uid").asText(""),
        preconditions.path("resourceVersion").asText(""),
        dryRun);
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

  /** Whether to only try; the only word for it is {@code All}. */
  private static boolean dryRun(List<String> values, List<FieldError> errors) {
    var asked = false;
    for (var value : values) {
      if (value.equals("All")) {
        asked = true;
      } else if (!value.isEmpty()) {
        errors.add(FieldError.notSupported("dryRun", value, List.of("All")));
      }
    }
    return asked;
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
