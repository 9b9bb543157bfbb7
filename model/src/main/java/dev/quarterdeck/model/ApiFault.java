package dev.quarterdeck.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The one exception that carries a failure to the user; the edges turn it into a Kubernetes {@code
 * Status} (REST) or a gRPC status with the same reason. It has no stack trace: it is an answer, not
 * a defect.
 */
public final class ApiFault extends RuntimeException {

  private final Reason reason;
  private final Details details;

  /**
   * What the fault is about.
   *
   * @param group API group, may be empty
   * @param kind resource name (or kind, for validation faults), may be empty
   * @param name object name, may be empty
   * @param causes the fields at fault, may be empty
   * @param retryAfter when trying again makes sense; zero for never
   * @param continueToken where an expired list can go on; mostly empty
   */
  public record Details(
      String group,
      String kind,
      String name,
      List<FieldError> causes,
      Duration retryAfter,
      String continueToken) {
    static final Details NONE = new Details("", "", "", List.of(), Duration.ZERO);

    public Details(
        String group, String kind, String name, List<FieldError> causes, Duration retryAfter) {
      this(group, kind, name, causes, retryAfter, "");
    }
  }

  public ApiFault(Reason reason, String message, Details details) {
    super(message, null, false, false);
    this.reason = reason;
    this.details = details;
  }

  public ApiFault(Reason reason, String message) {
    this(reason, message, Details.NONE);
  }

  public static ApiFault badRequest(String message) {
    return new ApiFault(Reason.BAD_REQUEST, message);
  }

  public static ApiFault notFound(GroupVersionResource resource, String name) {
    return about(
        Reason.NOT_FOUND,
        resource,
        name,
        "%s \"%s\" not found".formatted(resource.groupResource(), name));
  }

  public static ApiFault alreadyExists(GroupVersionResource resource, String name) {
    return about(
        Reason.ALREADY_EXISTS,
        resource,
        name,
        "%s \"%s\" already exists".formatted(resource.groupResource(), name));
  }

  public static ApiFault conflict(GroupVersionResource resource, String name, String why) {
    return about(
        Reason.CONFLICT,
        resource,
        name,
        "Operation cannot be fulfilled on %s \"%s\": %s"
            .formatted(resource.groupResource(), name, why));
  }

  /** The 409 of a stale resourceVersion. */
  public static ApiFault modified(GroupVersionResource resource, String name) {
    return conflict(
        resource,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  public static ApiFault forbidden(GroupVersionResource resource, String name, String why) {
    return about(
        Reason.FORBIDDEN,
        resource,
        name,
        "%s \"%s\" is forbidden: %s".formatted(resource.groupResource(), name, why));
  }

  /** A 422 that lists every field at fault; {@code errors} is not empty. */
  public static ApiFault invalid(String group, String kind, String name, List<FieldError> errors) {
    var qualified = group.isEmpty() ? kind : kind + "." + group;
    var list =
        errors.size() == 1
            ? errors.getFirst().toString()
            : errors.stream().map(FieldError::toString).collect(Collectors.joining(", ", "[", "]"));
    return new ApiFault(
        Reason.INVALID,
        "%s \"%s\" is invalid: %s".formatted(qualified, name, list),
        new Details(group, kind, name, List.copyOf(errors), Duration.ZERO));
  }

  private static ApiFault about(
      Reason reason, GroupVersionResource resource, String name, String message) {
    return new ApiFault(
        reason,
        message,
        new Details(resource.group(), resource.resource(), name, List.of(), Duration.ZERO));
  }

  public Reason reason() {
    return reason;
  }

  public Details details() {
    return details;
  }

  /** HTTP status code. */
  public int code() {
    return reason.code();
  }

  /** The {@code Status} object a REST client receives. */
  public ObjectNode toStatus() {
    var status = Json.object();
    var metadata = status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    putUnlessEmpty(metadata, "continue", details.continueToken);
    status.put("status", "Failure").put("message", getMessage());
    putUnlessEmpty(status, "reason", reason.wireName());
    var node = Json.object();
    putUnlessEmpty(node, "name", details.name);
    putUnlessEmpty(node, "group", details.group);
    putUnlessEmpty(node, "kind", details.kind);
    if (!details.causes.isEmpty()) {
      var causes = node.putArray("causes");
      for (var cause : details.causes) {
        var entry = causes.addObject();
        entry.put("reason", cause.type().causeReason()).put("message", cause.body());
        putUnlessEmpty(entry, "field", cause.field());
      }
    }
    if (!details.retryAfter.isZero()) {
      node.put("retryAfterSeconds", Math.max(1, details.retryAfter.toSeconds()));
    }
    if (!node.isEmpty()) {
      status.set("details", node);
    }
    return status.put("code", code());
  }

  private static void putUnlessEmpty(ObjectNode node, String field, String value) {
    if (!value.isEmpty()) {
      node.put(field, value);
    }
  }
}
