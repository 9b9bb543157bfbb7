package dev.quarterdeck.model;

/**
 * Why a request failed, with the HTTP code it travels under (Kubernetes' metav1.StatusReason).
 * Every failure a user can see is one of these.
 */
public enum Reason {
  BAD_REQUEST("BadRequest", 400),
  UNAUTHORIZED("Unauthorized", 401),
  FORBIDDEN("Forbidden", 403),
  NOT_FOUND("NotFound", 404),
  METHOD_NOT_ALLOWED("MethodNotAllowed", 405),
  NOT_ACCEPTABLE("NotAcceptable", 406),
  ALREADY_EXISTS("AlreadyExists", 409),
  CONFLICT("Conflict", 409),
  GONE("Gone", 410),
  EXPIRED("Expired", 410),
  REQUEST_ENTITY_TOO_LARGE("RequestEntityTooLarge", 413),
  UNSUPPORTED_MEDIA_TYPE("UnsupportedMediaType", 415),
  INVALID("Invalid", 422),
  TOO_MANY_REQUESTS("TooManyRequests", 429),
  INTERNAL_ERROR("InternalError", 500),
  /** Stored objects cannot be read: lists that would show them fail and name them. */
  STORE_READ_ERROR("StorageReadError", 500),
  SERVICE_UNAVAILABLE("ServiceUnavailable", 503),
  TIMEOUT("Timeout", 504),
  SERVER_TIMEOUT("ServerTimeout", 500),
  /** No machine-readable reason: what kube-apiserver makes of an error that is no Status. */
  UNKNOWN("", 500);

  private final String wireName;
  private final int code;

  Reason(String wireName, int code) {
    this.wireName = wireName;
    this.code = code;
  }

  /** The text in {@code Status.reason}; empty when that is left out. */
  public String wireName() {
    return wireName;
  }

  /** HTTP status code. */
  public int code() {
    return code;
  }
}
