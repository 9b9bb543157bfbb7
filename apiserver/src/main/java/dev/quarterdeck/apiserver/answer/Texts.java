package dev.quarterdeck.apiserver.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.quarterdeck.model.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Writes the forms that are text: JSON, compact or for people, and YAML. */
final class Texts {

  private Texts() {}

  /**
   * A generator whose end is not the stream's: close it only when all went well, for it closes what
   * is open.
   */
  static JsonGenerator generator(Form form, OutputStream out) throws IOException {
    var generator =
        switch (form.encoding()) {
          case JSON -> Json.mapper().getFactory().createGenerator(out);
          case YAML -> Yaml.generator(out);
          case PROTOBUF -> throw new IllegalStateException("protobuf is no text");
        };
    if (form.encoding() == Encoding.JSON && form.pretty()) {
      generator.setPrettyPrinter(printer());
    }
    return generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  /** Two spaces and no space before a colon, as Go has it. */
  private static DefaultPrettyPrinter printer() {
    var indenter = new DefaultIndenter("  ", "\n");
    return new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""))
        .withObjectIndenter(indenter)
        .withArrayIndenter(indenter);
  }

  /** Appends a value that is JSON text. */
  static void copy(byte[] json, JsonGenerator out) throws IOException {
    try (var parser = Json.mapper().getFactory().createParser(json)) {
      parser.nextToken();
      out.copyCurrentStructure(parser);
    }
  }

  /** JSON in another form of text. */
  static byte[] reformat(byte[] json, Form form) {
    if (form.compactJson()) {
      return json;
    }
    var bytes = new ByteArrayOutputStream(json.length * 2);
    try (var out = generator(form, bytes)) {
      copy(json, out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }
}
