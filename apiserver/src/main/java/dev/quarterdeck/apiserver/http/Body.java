package dev.quarterdeck.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.verb.Payload;
import dev.quarterdeck.machinery.protobuf.ProtobufReader;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.Reason;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A request's body.
 *
 * @param contentType without parameters, lower case; empty when the client did not say
 */
public record Body(byte[] bytes, String contentType) {

  public static final Body NONE = new Body(new byte[0], "");

  public static Body of(byte[] bytes, String contentType) {
    if (contentType == null) {
      return new Body(bytes, "");
    }
    var end = contentType.indexOf(';');
    var bare = end < 0 ? contentType : contentType.substring(0, end);
    return new Body(bytes, bare.strip().toLowerCase(Locale.ROOT));
  }

  boolean isEmpty() {
    return bytes.length == 0;
  }

  /**
   * The object it carries.
   *
   * @throws ApiFault UNSUPPORTED_MEDIA_TYPE; BAD_REQUEST when it is not one object
   */
  Payload payload() {
    if (isEmpty()) {
      throw ApiFault.badRequest("the request needs a body");
    }
    var encoding = contentType.isEmpty() ? Optional.of(Encoding.JSON) : Encoding.of(contentType);
    var payload =
        switch (encoding.orElseThrow(Body::unknownFormat)) {
          case JSON -> new Payload(Json.parseBounded(bytes), bytes);
          case YAML -> Yaml.payload(bytes);
          case PROTOBUF -> new Payload(ProtobufReader.read(bytes), null);
        };
    if (!payload.tree().isObject()) {
      throw ApiFault.badRequest("the body must be one object");
    }
    return payload;
  }

  private static ApiFault unknownFormat() {
    var accepted =
        Stream.of(Encoding.values()).map(Encoding::mediaType).collect(Collectors.joining(", "));
    return new ApiFault(
        Reason.UNSUPPORTED_MEDIA_TYPE,
        "the body of the request was in an unknown format - accepted media types include: "
            + accepted);
  }

  /** As {@link #payload}, without the bytes it came from. */
  ObjectNode object() {
    return (ObjectNode) payload().tree();
  }

  /**
   * The object it carries as YAML, whatever its content type; JSON is YAML too.
   *
   * @throws ApiFault BAD_REQUEST when it is no YAML
   */
  Payload yaml() {
    return Yaml.payload(bytes);
  }

  /** A patch: any JSON, whatever its content type. */
  Payload patch() {
    return new Payload(Json.parseBounded(bytes), bytes);
  }
}
