package dev.quarterdeck.apiserver.openapi;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.CodedOutputStream;
import dev.quarterdeck.apiserver.discovery.Document;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.proto.openapi.v2.Definitions;
import dev.quarterdeck.proto.openapi.v2.Paths;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Turns the OpenAPI v2 document from JSON to protobuf, from compressed to compressed: one path or
 * definition is in memory at a time. It makes use of that a message cut in pieces and concatenated
 * is the same message.
 */
final class ProtobufDocument {

  /** What the answer calls itself. */
  static final String CONTENT_TYPE = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

  /** Its first name, no valid one for a media type, which clients still ask for. */
  static final String FORMER_TYPE = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

  private ProtobufDocument() {}

  /**
   * @param json compressed
   */
  static Document of(Document json) {
    var bytes = new ByteArrayOutputStream(1 << 17);
    try (var in = new GZIPInputStream(new ByteArrayInputStream(json.content()), 1 << 14);
        var parser = Json.mapper().createParser(in);
        var packed = new GZIPOutputStream(bytes, 1 << 14)) {
      var out = CodedOutputStream.newInstance(packed);
      write(parser, out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("turning an OpenAPI document in memory into protobuf", e);
    }
    var compressed = bytes.toByteArray();
    return new Document(compressed, true, CONTENT_TYPE, '"' + Document.hash(compressed) + '"');
  }

  private static void write(JsonParser parser, CodedOutputStream out) throws IOException {
    parser.nextToken();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var field = parser.currentName();
      parser.nextToken();
      if (field.equals("paths") || field.equals("definitions")) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          var name = parser.currentName();
          parser.nextToken();
          piece(field, Json.object().set(name, parser.readValueAsTree()), out);
        }
      } else {
        piece(field, parser.readValueAsTree(), out);
      }
    }
  }

  /** A document with nothing but part of one field. */
  private static void piece(String field, JsonNode value, CodedOutputStream out)
      throws IOException {
    var document = dev.quarterdeck.proto.openapi.v2.Document.newBuilder();
    switch (field) {
      case "paths" -> document.setPaths((Paths) MessageWriter.fill(Paths.newBuilder(), value));
      case "definitions" ->
          document.setDefinitions(
              (Definitions) MessageWriter.fill(Definitions.newBuilder(), value));
      default -> MessageWriter.fill(document, Json.object().set(field, value));
    }
    document.build().writeTo(out);
  }
}
