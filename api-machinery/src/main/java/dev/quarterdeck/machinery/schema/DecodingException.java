package dev.quarterdeck.machinery.schema;

/**
 * Why an object cannot be decoded; {@link ObjectType} says it to the client as fits the request.
 */
public final class DecodingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DecodingException(String message) {
    super(message, null, false, false);
  }
}
