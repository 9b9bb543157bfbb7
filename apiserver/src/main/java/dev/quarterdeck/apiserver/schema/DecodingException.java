package dev.quarterdeck.apiserver.schema;

/** Why an object cannot be decoded; TypeSchema says it to the client as fits the request. */
final class DecodingException extends RuntimeException {

  DecodingException(String message) {
    super(message, null, false, false);
  }
}
