package dev.quarterdeck.apiserver.answer;

import java.util.Optional;

/** The media types objects come and go in, in the order they are offered. */
public enum Encoding {
  JSON("application/json"),
  YAML("application/yaml"),
  PROTOBUF("application/vnd.kubernetes.protobuf");

  private final String mediaType;

  Encoding(String mediaType) {
    this.mediaType = mediaType;
  }

  String mediaType() {
    return mediaType;
  }

  /** Whether a watch can be sent in it. */
  boolean streams() {
    return this != YAML;
  }

  /** The encoding of a media type in lower case, without parameters. */
  static Optional<Encoding> of(String mediaType) {
    for (var encoding : values()) {
      if (encoding.mediaType.equals(mediaType)) {
        return Optional.of(encoding);
      }
    }
    return Optional.empty();
  }
}
