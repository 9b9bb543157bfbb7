package dev.quarterdeck.model;

/**
 * The trace that what is done about one object belongs to, a W3C trace id of 32 hexadecimal digits.
 * It is the object's uid without its hyphens, so every component that knows the object knows it,
 * and nobody has to pass it on. Log lines have it under the key {@code trace}.
 */
public final class TraceId {

  /** The audit log's annotation. */
  public static final String ANNOTATION = "quarterdeck.dev/trace";

  private TraceId() {}

  /**
   * @param uid metadata.uid as the API server makes it, a UUID
   */
  public static String of(String uid) {
    return uid.replace("-", "");
  }
}
