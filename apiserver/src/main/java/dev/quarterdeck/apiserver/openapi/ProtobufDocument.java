package dev.quarterdeck.apiserver.openapi;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import dev.quarterdeck.apiserver.discovery.Document;
import dev.quarterdeck.apiserver.discovery.MediaRange;
import dev.quarterdeck.model.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Turns OpenAPI documents from JSON to protobuf, from compressed to compressed: one path or
 * definition is in memory at a time. It makes use of that a message cut in pieces and concatenated
 * is the same message.
 */
enum ProtobufDocument {
  V2(
      "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
      "application/com.github.proto-openapi.spec.v2@v1.0+protobuf",
      new Version2Writer(),
      dev.quarterdeck.proto.openapi.v2.Document.getDefaultInstance()),
  V3(
      "application/com.github.proto-openapi.spec.v3.v1.0+protobuf",
      "application/com.github.proto-openapi.spec.v3@v1.0+protobuf",
      new Version3Writer(),
      dev.quarterdeck.proto.openapi.v3.Document.getDefaultInstance());

  /** What is too large to be one piece. */
  private static final Set<String> CUT =
      Set.of("paths", "definitions", "components", "components/schemas");

  private final String contentType;
  private final String formerType;
  private final MessageWriter writer;
  private final Message empty;

  /**
   * @param contentType what the answer calls itself
   * @param formerType its first name, no valid one for a media type, which clients still ask for
   */
  ProtobufDocument(String contentType, String formerType, MessageWriter writer, Message empty) {
    this.contentType = contentType;
    this.formerType = formerType;
    this.writer = writer;
    this.empty = empty;
  }

  /** Whether a client takes this form, under either of its names. */
  boolean admittedBy(MediaRange range) {
    return range.admits(contentType) || range.admits(formerType);
  }

  /** Both names. */
  List<String> types() {
    return List.of(contentType, formerType);
  }

  /**
   * @param json compressed
   */
  Document of(Document json) {
    var bytes = new ByteArrayOutputStream(1 << 17);
    try (var in = new GZIPInputStream(new ByteArrayInputStream(json.content()), 1 << 14);
        var parser = Json.mapper().createParser(in);
        var packed = new GZIPOutputStream(bytes, 1 << 14)) {
      var out = CodedOutputStream.newInstance(packed);
      parser.nextToken();
      members(parser, List.of(), out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("turning an OpenAPI document in memory into protobuf", e);
    }
    var compressed = bytes.toByteArray();
    return new Document(compressed, true, contentType, '"' + Document.hash(compressed) + '"');
  }

  private void members(JsonParser parser, List<String> path, CodedOutputStream out)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var member = new ArrayList<>(path);
      member.add(parser.currentName());
      parser.nextToken();
      if (CUT.contains(String.join("/", member))) {
        members(parser, member, out);
      } else {
        piece(member, parser.readValueAsTree()).writeTo(out);
      }
    }
  }

  /** A document with nothing but one value in it. */
  private Message piece(List<String> path, JsonNode value) {
    var document = value;
    for (var name : path.reversed()) {
      document = Json.object().set(name, document);
    }
    return writer.fill(empty.newBuilderForType(), document);
  }
}
