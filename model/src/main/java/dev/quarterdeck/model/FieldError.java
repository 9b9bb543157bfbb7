package dev.quarterdeck.model;

/**
 * One field of an object that validation refused (Kubernetes' field.Error).
 *
 * @param type what is wrong with it
 * @param field path from the root, such as {@code spec.containers[0].image}
 * @param badValue the value as a person would write it; null when there is none to show
 * @param detail how to mend it; may be empty
 */
public record FieldError(Type type, String field, Object badValue, String detail) {

  /** The cause reasons of field errors, with the words Kubernetes puts in the message. */
  public enum Type {
    REQUIRED("FieldValueRequired", "Required value"),
    INVALID("FieldValueInvalid", "Invalid value"),
    NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value"),
    DUPLICATE("FieldValueDuplicate", "Duplicate value"),
    FORBIDDEN("FieldValueForbidden", "Forbidden"),
    NOT_FOUND("FieldValueNotFound", "Not found"),
    TOO_LONG("FieldValueTooLong", "Too long"),
    TOO_MANY("FieldValueTooMany", "Too many"),
    TYPE_INVALID("FieldValueTypeInvalid", "Invalid value"),
    NAMESPACE_TERMINATING("NamespaceTerminating", ""),
    /** The field is the store key of an object that cannot be read. */
    UNEXPECTED_SERVER_RESPONSE("UnexpectedServerResponse", ""),
    /** More causes than a Status names. */
    MORE_CAUSES("FieldValueTooMany", ""),
    /** Another manager owns the field (server-side apply). */
    FIELD_MANAGER_CONFLICT("FieldManagerConflict", "Conflict"),
    /** No field at all: the cause by which clients know an eviction that a budget forbids. */
    DISRUPTION_BUDGET("DisruptionBudget", ""),
    /** No field at all: the cause by which clients know a read from the future (metav1). */
    RESOURCE_VERSION_TOO_LARGE("ResourceVersionTooLarge", "Too large resource version");

    private final String causeReason;
    private final String words;

    Type(String causeReason, String words) {
      this.causeReason = causeReason;
      this.words = words;
    }

    /** The text in {@code Status.details.causes[].reason}. */
    public String causeReason() {
      return causeReason;
    }
  }

  public static FieldError required(String field, String detail) {
    return new FieldError(Type.REQUIRED, field, null, detail);
  }

  public static FieldError invalid(String field, Object badValue, String detail) {
    return new FieldError(Type.INVALID, field, badValue, detail);
  }

  public static FieldError notSupported(String field, Object badValue, Iterable<String> supported) {
    var quoted = new StringBuilder("supported values: ");
    var separator = "";
    for (var value : supported) {
      quoted.append(separator).append('"').append(value).append('"');
      separator = ", ";
    }
    return new FieldError(Type.NOT_SUPPORTED, field, badValue, quoted.toString());
  }

  public static FieldError duplicate(String field, Object badValue) {
    return new FieldError(Type.DUPLICATE, field, badValue, "");
  }

  /**
   * @param detail who owns it
   */
  public static FieldError managerConflict(String field, String detail) {
    return new FieldError(Type.FIELD_MANAGER_CONFLICT, field, null, detail);
  }

  /**
   * @param why what the budget that forbids an eviction waits for
   */
  public static FieldError disruptionBudget(String why) {
    return new FieldError(Type.DISRUPTION_BUDGET, "", null, why);
  }

  public static FieldError forbidden(String field, String detail) {
    return new FieldError(Type.FORBIDDEN, field, null, detail);
  }

  /** The message without the field path: {@code Invalid value: "x": must be positive}. */
  public String body() {
    if (type.words.isEmpty()) {
      return detail;
    }
    var text = new StringBuilder(type.words);
    if (badValue instanceof String string) {
      text.append(": \"").append(string).append('"');
    } else if (badValue != null) {
      text.append(": ").append(badValue);
    }
    if (!detail.isEmpty()) {
      text.append(": ").append(detail);
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return field + ": " + body();
  }
}
