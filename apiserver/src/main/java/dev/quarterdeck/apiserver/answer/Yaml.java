package dev.quarterdeck.apiserver.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.quarterdeck.apiserver.request.Body;
import dev.quarterdeck.apiserver.verb.Payload;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;

/** YAML bodies, with limits that keep aliases from blowing them up. */
final class Yaml {

  private static final int MAX_ALIASES = 50;
  private static final int MAX_DEPTH = 100;
  private static final int MAX_LINE = 128 * 1024;

  private static final YAMLMapper MAPPER =
      new YAMLMapper(
          YAMLFactory.builder()
              .loaderOptions(limits())
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxTokenCount(Json.MAX_TOKENS).build())
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .build());

  private Yaml() {}

  private static LoaderOptions limits() {
    var options = new LoaderOptions();
    options.setMaxAliasesForCollections(MAX_ALIASES);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setCodePointLimit(Body.MAX_BYTES);
    return options;
  }

  /**
   * A body that may be JSON, which is YAML too and far quicker read as what it is.
   *
   * @return the tree and the same document as JSON, field by field and line by line as it stands,
   *     so that it shows what is given twice, and where
   * @throws ApiFault 400 when the bytes are no YAML document
   */
  static Payload payload(byte[] bytes) {
    if (startsAsJson(bytes)) {
      try {
        return new Payload(Json.parseBounded(bytes), bytes);
      } catch (ApiFault flowStyleYaml) {
        // Falls through: quotes may be missing.
      }
    }
    checkLines(bytes);
    var json = asJson(bytes);
    return new Payload(Json.parseBounded(json), json);
  }

  /** White space may come first: tabs there are none to YAML, though all of JSON is said to be. */
  private static boolean startsAsJson(byte[] bytes) {
    var start = 0;
    while (start < bytes.length && " \t\r\n".indexOf(bytes[start]) >= 0) {
      start++;
    }
    return start < bytes.length && bytes[start] == '{';
  }

  private static byte[] asJson(byte[] bytes) {
    var json = new ByteArrayOutputStream(bytes.length * 2);
    try (var in = MAPPER.getFactory().createParser(bytes);
        var out = Json.mapper().getFactory().createGenerator(json)) {
      var line = 1;
      for (var depth = 0; in.nextToken() != null; ) {
        for (; line < in.currentTokenLocation().getLineNr(); line++) {
          out.writeRaw('\n');
        }
        out.copyCurrentEvent(in);
        depth += in.currentToken().isStructStart() ? 1 : in.currentToken().isStructEnd() ? -1 : 0;
        if (depth == 0) {
          break; // One document; what follows is another.
        }
      }
    } catch (IOException | YAMLException e) {
      throw ApiFault.badRequest(
          "couldn't parse the body as YAML: " + e.getMessage().lines().findFirst().orElse(""));
    }
    return json.toByteArray();
  }

  /** The parser's time grows with the square of a line's length. */
  private static void checkLines(byte[] bytes) {
    var start = 0;
    for (var i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        start = i + 1;
      } else if (i - start >= MAX_LINE) {
        throw ApiFault.badRequest(
            "couldn't parse the body as YAML: a line has more than %d bytes; send it as JSON"
                .formatted(MAX_LINE));
      }
    }
  }

  static JsonGenerator generator(OutputStream out) throws IOException {
    return MAPPER.getFactory().createGenerator(out);
  }
}
