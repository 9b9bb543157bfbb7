package dev.quarterdeck.machinery.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.quarterdeck.machinery.schema.Shape.ScalarType;
import dev.quarterdeck.model.Quantities;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;

/** Decodes values without parts. */
final class Scalars {

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT);

  private Scalars() {}

  /**
   * The value in its canonical form.
   *
   * @param value not null in JSON either
   * @throws DecodingException when it is not of the type
   */
  static JsonNode decode(JsonNode value, ScalarType type, TreePath path) {
    return switch (type) {
      case STRING -> require(value.isTextual(), value, type, path);
      case BOOLEAN -> require(value.isBoolean(), value, type, path);
      case INT32 -> require(value.isIntegralNumber() && value.canConvertToInt(), value, type, path);
      case INT64 ->
          require(value.isIntegralNumber() && value.canConvertToLong(), value, type, path);
      case NUMBER -> require(value.isNumber(), value, type, path);
      case INT_OR_STRING ->
          require(
              value.isTextual() || value.isIntegralNumber() && value.canConvertToInt(),
              value,
              type,
              path);
      case BYTES -> bytes(require(value.isTextual(), value, type, path), path);
      case QUANTITY ->
          quantity(require(value.isTextual() || value.isNumber(), value, type, path), path);
      case TIME -> time(require(value.isTextual(), value, type, path), SECONDS, path);
      case MICRO_TIME -> time(require(value.isTextual(), value, type, path), MICROS, path);
    };
  }

  /** What an absent value of the type is. */
  static JsonNode zero(ScalarType type) {
    return switch (type) {
      case STRING, BYTES -> TextNode.valueOf("");
      case BOOLEAN -> BooleanNode.FALSE;
      case INT32, INT64, NUMBER, INT_OR_STRING -> IntNode.valueOf(0);
      case QUANTITY -> TextNode.valueOf("0");
      case TIME, MICRO_TIME -> NullNode.getInstance();
    };
  }

  private static JsonNode require(boolean ok, JsonNode value, ScalarType type, TreePath path) {
    if (!ok) {
      throw mismatch(value, type.goName(), path);
    }
    return value;
  }

  /** Line breaks inside base64 are allowed, and dropped. */
  private static JsonNode bytes(JsonNode value, TreePath path) {
    var text = value.textValue();
    var unbroken =
        text.indexOf('\n') < 0 && text.indexOf('\r') < 0
            ? text
            : text.replace("\n", "").replace("\r", "");
    try {
      Base64.getDecoder().decode(unbroken);
      return Decoding.canonical(value, unbroken);
    } catch (IllegalArgumentException e) {
      throw new DecodingException("illegal base64 data in field " + path);
    }
  }

  private static JsonNode quantity(JsonNode value, TreePath path) {
    var text =
        value.isFloatingPointNumber() ? value.decimalValue().toPlainString() : value.asText();
    var canonical = Quantities.canonical(text.strip());
    if (canonical == null) {
      throw new DecodingException(
          "field %s: \"%s\" is not a quantity; write a number with an optional suffix, such as 100m"
              .formatted(path, text));
    }
    return Decoding.canonical(value, canonical);
  }

  private static JsonNode time(JsonNode value, DateTimeFormatter form, TreePath path) {
    var text = value.textValue();
    try {
      var parsed = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
      return Decoding.canonical(value, form.format(parsed));
    } catch (DateTimeException e) {
      throw new DecodingException(
          "field %s: \"%s\" is not a time; write RFC 3339 such as 2026-01-31T13:00:00Z"
              .formatted(path, text));
    }
  }

  static DecodingException mismatch(JsonNode value, String wanted, TreePath path) {
    var got =
        switch (value.getNodeType()) {
          case NUMBER -> "number " + value.asText();
          case BOOLEAN -> "bool";
          default -> value.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    return new DecodingException(
        "json: cannot unmarshal %s into field %s of type %s".formatted(got, path, wanted));
  }

  /** A type's name in messages. */
  static String describe(Shape shape) {
    return switch (shape) {
      case Shape.Scalar(var type) -> type.goName();
      case Shape.Struct struct -> struct.name();
      case Shape.ListOf(var element) -> "[]" + describe(element);
      case Shape.MapOf(var element) -> "map[string]" + describe(element);
      case Shape.Anything _ -> "object";
    };
  }
}
