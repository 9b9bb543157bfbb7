package dev.quarterdeck.apiserver.request;

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
import dev.quarterdeck.model.time.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The query parameters of a request as the verbs' options. */
public final class QueryOptions {

  private static final Duration MAX_TIMEOUT = Duration.ofSeconds(60);

  /** Kubernetes' limit on a field manager's name. */
  private static final int LONGEST_MANAGER = 128;

  private QueryOptions() {}

  static ReadOptions read(NamedValues query) {
    if (query.isEmpty()) {
      return ReadOptions.NONE;
    }
    var initial = query.get("sendInitialEvents");
    return new ReadOptions(
        query.text("resourceVersion"),
        query.text("resourceVersionMatch"),
        (int) Math.min(Integer.MAX_VALUE, number(query, "limit")),
        query.text("continue"),
        LabelSelector.parse(query.get("labelSelector")),
        FieldSelector.parse(query.get("fieldSelector")),
        Duration.ofSeconds(Math.min(Integer.MAX_VALUE, number(query, "timeoutSeconds"))),
        query.flag("allowWatchBookmarks"),
        initial == null || initial.isEmpty() ? null : query.flag("sendInitialEvents"));
  }

  /**
   * @param userAgent names the field manager when the client does not; may be null
   * @throws ApiFault 422 that names every option at fault
   */
  static WriteOptions write(NamedValues query, String userAgent, ApiVerb verb) {
    var manager = query.text("fieldManager");
    var errors = new ArrayList<FieldError>();
    managerErrors(manager, errors);
    var dryRun = dryRun(query.all("dryRun"), errors);
    if (FieldValidation.of(query.text("fieldValidation")).isEmpty()) {
      errors.add(
          FieldError.notSupported(
              "fieldValidation", query.text("fieldValidation"), FieldValidation.WORDS));
    }
    refuse(verb, errors);
    return new WriteOptions(
        dryRun,
        manager,
        manager.isEmpty() ? fromUserAgent(userAgent) : "",
        query.text("fieldValidation"),
        false,
        query.flag("force"));
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
            case GET, LIST, WATCH, DELETE, DELETE_COLLECTION, NONE -> "DeleteOptions";
          };
      throw ApiFault.invalid("meta.k8s.io", kind, "", errors);
    }
  }

  /**
   * @param body a DeleteOptions object, which takes the place of the query; null when there is none
   */
  public static DeleteOptions delete(NamedValues query, ObjectNode body) {
    var options = body == null ? fromQuery(query) : body;
    var preconditions = options.path("preconditions");
    var dryRuns = new ArrayList<>(query.all("dryRun"));
    options.path("dryRun").forEach(value -> dryRuns.add(value.asText()));
    var errors = new ArrayList<FieldError>();
    var dryRun = dryRun(dryRuns, errors);
    refuse(ApiVerb.DELETE, errors);
    return new DeleteOptions(
        DeletionOptions.of(options),
        preconditions.path("uid").asText(""),
        preconditions.path("resourceVersion").asText(""),
        dryRun,
        options);
  }

  private static ObjectNode fromQuery(NamedValues query) {
    var options = Json.object();
    if (query.has("gracePeriodSeconds")) {
      options.put("gracePeriodSeconds", number(query, "gracePeriodSeconds"));
    }
    if (query.has("propagationPolicy")) {
      options.put("propagationPolicy", query.get("propagationPolicy"));
    }
    if (query.has("orphanDependents")) {
      options.put("orphanDependents", query.flag("orphanDependents"));
    }
    var ignore = "ignoreStoreReadErrorWithClusterBreakingPotential";
    if (query.has(ignore)) {
      options.put(ignore, query.flag(ignore));
    }
    return options;
  }

  /** How long the client will wait, at most a minute; {@code ?timeout=30s}. */
  static Duration timeout(NamedValues query) {
    var text = query.text("timeout");
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

  private static long number(NamedValues query, String name) {
    var text = query.text(name);
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
