package dev.quarterdeck.machinery.protobuf;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.quarterdeck.machinery.protobuf.WireField.Arity;
import dev.quarterdeck.model.Json;
import java.io.IOException;

/**
 * One object's way from JSON text to the wire, token by token. What JSON does not say is not
 * written: readers take absent and zero for the same, and so does Kubernetes for fields that are no
 * pointers. Names the message does not know are left out, as is null.
 */
final class JsonToWire implements AutoCloseable {

  private final byte[] source;
  private final JsonParser json;

  private JsonToWire(byte[] source) throws IOException {
    this.source = source;
    this.json = Json.mapper().getFactory().createParser(source);
  }

  /**
   * Appends the object's message.
   *
   * @throws IllegalArgumentException when the bytes are no JSON object of that type
   */
  static void write(byte[] source, WireType type, WireOutput out) {
    try (var way = new JsonToWire(source)) {
      way.json.nextToken();
      way.require(JsonToken.START_OBJECT);
      way.message(type, out);
    } catch (IOException e) {
      throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    json.close();
  }

  private void message(WireType type, WireOutput out) throws IOException {
    InlineParts parts = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      var field = type.field(json.currentName());
      var value = json.nextToken();
      if (field == null || value == JsonToken.VALUE_NULL) {
        json.skipChildren();
      } else if (field.home().isEmpty()) {
        field(field, out);
      } else {
        parts = parts == null ? new InlineParts() : parts;
        field(field, parts.of(field.home()));
      }
    }
    if (parts != null) {
      parts.writeTo(out);
    }
  }

  private void field(WireField field, WireOutput out) throws IOException {
    switch (field.arity()) {
      case ONE -> value(field, field.number(), out);
      case LIST -> list(field, field.number(), out);
      case MAP -> map(field, out);
    }
  }

  private void list(WireField field, int number, WireOutput out) throws IOException {
    require(JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      value(field, number, out);
    }
  }

  private void map(WireField field, WireOutput out) throws IOException {
    require(JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      var entry = out.begin(field.number());
      out.text(1, json.currentName());
      json.nextToken();
      value(field, 2, out);
      out.end(entry);
    }
  }

  /** A null among a list's items or a map's values is an empty one. */
  private void value(WireField field, int number, WireOutput out) throws IOException {
    switch (field.form()) {
      case TEXT -> text(number, out);
      case BYTES -> out.bytes(number, isNull() ? new byte[0] : json.getBinaryValue());
      case FLAG -> out.flag(number, !isNull() && json.getBooleanValue());
      case INTEGER -> out.integer(number, isNull() ? 0 : json.getLongValue());
      case DOUBLE ->
          out.fixed64(number, Double.doubleToLongBits(isNull() ? 0 : json.getDoubleValue()));
      default -> {
        var start = out.begin(number);
        if (!isNull()) {
          content(field, out);
        }
        out.end(start);
      }
    }
  }

  /** What is between a message's length and its end. */
  private void content(WireField field, WireOutput out) throws IOException {
    switch (field.form()) {
      case MESSAGE -> {
        require(JsonToken.START_OBJECT);
        message(field.message(), out);
      }
      case QUANTITY -> text(1, out);
      case INT_OR_STRING -> intOrString(out);
      case TIME, MICRO_TIME -> WireTime.write(json.getText(), out);
      case RAW -> raw(out);
      case TEXTS -> {
        require(JsonToken.START_ARRAY);
        while (json.nextToken() != JsonToken.END_ARRAY) {
          text(1, out);
        }
      }
      case SCHEMA_OR_LIST, SCHEMA_OR_FLAG, SCHEMA_OR_TEXTS -> schemaOr(field, out);
      case TEXT, BYTES, FLAG, INTEGER, DOUBLE, INLINE ->
          throw new IllegalStateException(field.form() + " is no message");
    }
  }

  private void text(int number, WireOutput out) throws IOException {
    if (isNull()) {
      out.text(number, "");
      return;
    }
    if (!json.currentToken().isScalarValue()) {
      throw mismatch("a text");
    }
    out.text(number, json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
  }

  private void intOrString(WireOutput out) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      out.integer(1, 1);
      text(3, out);
    } else {
      out.integer(1, 0);
      out.integer(2, json.getLongValue());
    }
  }

  /** The value's own text, whatever it is. */
  private void raw(WireOutput out) throws IOException {
    var from = (int) json.currentTokenLocation().getByteOffset();
    json.skipChildren();
    json.finishToken();
    var to = (int) json.currentLocation().getByteOffset();
    out.bytes(1, source, from, to - from);
  }

  /** The parts of JSON schemas that may be one thing or another. */
  private void schemaOr(WireField field, WireOutput out) throws IOException {
    switch (json.currentToken()) {
      case VALUE_TRUE -> out.flag(1, true);
      case VALUE_FALSE -> out.flag(1, false);
      case START_ARRAY -> {
        switch (field.form()) {
          case SCHEMA_OR_LIST -> list(new Messages(field.message()).field, 2, out);
          default -> {
            while (json.nextToken() != JsonToken.END_ARRAY) {
              text(2, out);
            }
          }
        }
      }
      case START_OBJECT -> {
        var allows = field.form() == WireField.Form.SCHEMA_OR_FLAG;
        if (allows) {
          out.flag(1, true);
        }
        var start = out.begin(allows ? 2 : 1);
        message(field.message(), out);
        out.end(start);
      }
      default -> throw mismatch("a schema");
    }
  }

  /** Plain messages of a type, as a list's items. */
  private record Messages(WireField field) {
    Messages(WireType type) {
      this(
          new WireField(
              2, "", Arity.LIST, WireField.Form.MESSAGE, type, false, java.util.List.of()));
    }
  }

  private boolean isNull() {
    return json.currentToken() == JsonToken.VALUE_NULL;
  }

  private void require(JsonToken wanted) throws IOException {
    if (json.currentToken() != wanted) {
      throw mismatch(wanted.toString());
    }
  }

  private IllegalArgumentException mismatch(String wanted) throws IOException {
    return new IllegalArgumentException(
        "%s is %s, not %s"
            .formatted(json.getParsingContext().pathAsPointer(), json.currentToken(), wanted));
  }
}
