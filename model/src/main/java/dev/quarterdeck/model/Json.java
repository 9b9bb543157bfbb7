package dev.quarterdeck.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;

/** The one JSON codec: trees in, bytes out, with limits that keep hostile input cheap. */
public final class Json {

  /** Deeper nesting than this is refused; Kubernetes' own decoder stops at 10,000. */
  private static final int MAX_DEPTH = 500;

  /** Names, values and brackets: a tree takes memory for each, however short the text. */
  public static final int MAX_TOKENS = 500_000;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(factory(Long.MAX_VALUE))
          // Typed Leases and Events carry java.time values.
          .addModule(new JavaTimeModule())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** Not the mapper's own setting: fabric8 reads single values within an object with the mapper. */
  private static final ObjectReader WHOLE =
      MAPPER.readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final ObjectReader BOUNDED = WHOLE.with(factory(MAX_TOKENS));

  private Json() {}

  private static JsonFactory factory(long maxTokens) {
    return JsonFactory.builder()
        // The JVM's table of strings is no place for a stranger's names.
        .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, maxTokens == Long.MAX_VALUE)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(16 << 20)
                .maxTokenCount(maxTokens)
                .build())
        .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .build();
  }

  /** The shared mapper, for typed reads and writes. Never reconfigure it. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  public static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  /**
   * Parses one JSON document.
   *
   * @throws ApiFault 400 when the bytes are not one JSON value
   */
  public static JsonNode parse(byte[] bytes) {
    return parse(WHOLE, bytes);
  }

  /**
   * Parses a stranger's document, which may have {@link #MAX_TOKENS} at most.
   *
   * @throws ApiFault 400 when the bytes are not one JSON value or it has more
   */
  public static JsonNode parseBounded(byte[] bytes) {
    return parse(BOUNDED, bytes);
  }

  private static JsonNode parse(ObjectReader reader, byte[] bytes) {
    try {
      return reader.readTree(bytes);
    } catch (IOException e) {
      throw ApiFault.badRequest("couldn't parse the body as JSON: " + firstLine(e));
    }
  }

  /**
   * Parses one JSON object.
   *
   * @throws ApiFault 400 when the bytes are not one JSON object
   */
  public static ObjectNode parseObject(byte[] bytes) {
    if (parse(bytes) instanceof ObjectNode object) {
      return object;
    }
    throw ApiFault.badRequest("the body must be a JSON object");
  }

  public static byte[] write(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree always serialises", e);
    }
  }

  private static String firstLine(IOException e) {
    var message =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    return message == null ? "malformed" : message.lines().findFirst().orElse("malformed");
  }
}
