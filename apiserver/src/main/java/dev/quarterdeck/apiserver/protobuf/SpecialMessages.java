package dev.quarterdeck.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.quarterdeck.model.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Messages whose JSON is not an object of their fields. */
final class SpecialMessages {

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  private SpecialMessages() {}

  /** Its JSON; empty when it is an ordinary message. A null node means it stands for nothing. */
  static Optional<JsonNode> read(Message message) {
    var nodes = JsonNodeFactory.instance;
    return switch (message.getDescriptorForType().getFullName()) {
      case "k8s.io.apimachinery.pkg.api.resource.Quantity" ->
          Optional.of(nodes.textNode((String) field(message, "string")));
      case "k8s.io.apimachinery.pkg.util.intstr.IntOrString" -> Optional.of(intOrString(message));
      case "k8s.io.apimachinery.pkg.apis.meta.v1.Time" -> Optional.of(time(message, SECONDS));
      case "k8s.io.apimachinery.pkg.apis.meta.v1.MicroTime" -> Optional.of(time(message, MICROS));
      case "k8s.io.apimachinery.pkg.apis.meta.v1.FieldsV1" -> Optional.of(json(message, "Raw"));
      case "k8s.io.apimachinery.pkg.runtime.RawExtension",
          "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1.JSON" ->
          Optional.of(json(message, "raw"));
      case "k8s.io.apimachinery.pkg.apis.meta.v1.Verbs",
          "k8s.io.api.authentication.v1.ExtraValue",
          "k8s.io.api.authorization.v1.ExtraValue",
          "k8s.io.api.certificates.v1.ExtraValue" ->
          Optional.of(items(message));
      default -> Optional.empty();
    };
  }

  private static Object field(Message message, String name) {
    return message.getField(message.getDescriptorForType().findFieldByName(name));
  }

  private static JsonNode intOrString(Message message) {
    var nodes = JsonNodeFactory.instance;
    return (Long) field(message, "type") == 0
        ? nodes.numberNode((Integer) field(message, "intVal"))
        : nodes.textNode((String) field(message, "strVal"));
  }

  private static JsonNode time(Message message, DateTimeFormatter format) {
    var seconds = (Long) field(message, "seconds");
    var nanos = (Integer) field(message, "nanos");
    if (seconds == 0 && nanos == 0) {
      return JsonNodeFactory.instance.nullNode();
    }
    try {
      return JsonNodeFactory.instance.textNode(
          format.format(Instant.ofEpochSecond(seconds, nanos)));
    } catch (DateTimeException e) {
      throw dev.quarterdeck.model.ApiFault.badRequest("a time is out of range: " + seconds);
    }
  }

  private static JsonNode json(Message message, String field) {
    var raw = (ByteString) field(message, field);
    return raw.isEmpty() ? JsonNodeFactory.instance.nullNode() : Json.parse(raw.toByteArray());
  }

  private static JsonNode items(Message message) {
    var array = Json.array();
    ((Iterable<?>) field(message, "items")).forEach(item -> array.add((String) item));
    return array;
  }
}
