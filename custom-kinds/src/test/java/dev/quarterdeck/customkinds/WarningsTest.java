package dev.quarterdeck.customkinds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a writer of a custom object is warned of. */
class WarningsTest {

  private static ObjectNode object(String finalizers) {
    var text = "{\"metadata\":{\"finalizers\":[%s]}}".formatted(finalizers);
    return (ObjectNode) Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"a.b/c\"||",
        "\"orphan\",\"foregroundDeletion\",\"kubernetes\"||",
        "\"a\"||metadata.finalizers: \"a\": prefer a domain-qualified finalizer name to avoid"
            + " accidental conflicts with other finalizer writers",
        "\"a.b\"||metadata.finalizers: \"a.b\": prefer a domain-qualified finalizer name including a"
            + " path (/) to avoid accidental conflicts with other finalizer writers",
        "\"a\"|\"a\"|",
        "\"b\",\"a\"|\"a\"|metadata.finalizers: \"b\": prefer a domain-qualified finalizer name to"
            + " avoid accidental conflicts with other finalizer writers",
      })
  void finalizersOughtToSayWhoseTheyAre(String finalizers, String before, String warning) {
    var old = before == null ? null : object(before);
    assertThat(InstanceWarnings.of(object(finalizers), old))
        .containsExactly(warning == null ? new String[0] : new String[] {warning});
  }
}
