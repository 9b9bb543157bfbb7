package dev.quarterdeck.apiserver.answer;

import dev.quarterdeck.apiserver.request.Body;
import dev.quarterdeck.apiserver.verb.Payload;
import dev.quarterdeck.machinery.protobuf.ProtobufReader;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.Reason;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What requests' bodies carry, read as their content types say. */
final class Payloads {

  private Payloads() {}

  /**
   * The object a body carries.
   *
   * @throws ApiFault UNSUPPORTED_MEDIA_TYPE; BAD_REQUEST when it is not one object
   */
  static Payload object(Body body) {
    if (body.isEmpty()) {
      throw ApiFault.badRequest("the request needs a body");
    }
    var type = body.contentType();
    var encoding = type.isEmpty() ? Optional.of(Encoding.JSON) : Encoding.of(type);
    var payload =
        switch (encoding.orElseThrow(Payloads::unknownFormat)) {
          case JSON -> new Payload(Json.parseBounded(body.bytes()), body.bytes());
          case YAML -> Yaml.payload(body.bytes());
          case PROTOBUF -> new Payload(ProtobufReader.read(body.bytes()), null);
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

  /**
   * The object a body carries as YAML, whatever its content type; JSON is YAML too.
   *
   * @throws ApiFault BAD_REQUEST when it is no YAML
   */
  static Payload yaml(Body body) {
    return Yaml.payload(body.bytes());
  }

  /** A patch: any JSON, whatever its content type. */
  static Payload patch(Body body) {
    return new Payload(Json.parseBounded(body.bytes()), body.bytes());
  }
}
