package dev.quarterdeck.customkinds.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaWarningsTest {

  private static ObjectNode definition(String schema) {
    var text = "{'spec':{'versions':[{'schema':{'openAPIV3Schema':%s}}]}}".formatted(schema);
    return (ObjectNode) Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'properties':{'a':{'type':'string','format':'date'}}}||",
        "{'properties':{'a':{'type':'string','format':'color'}}}||unrecognized format \"color\"",
        "{'properties':{'a':{'type':'integer','format':'int32'}}}||",
        "{'properties':{'a':{'type':'integer','format':'date'}}}||unrecognized format \"date\"",
        "{'items':{'additionalProperties':{'not':{'anyOf':[{'type':'number','format':'int64'}]}}}}||unrecognized"
            + " format \"int64\"",
        "{'type':'string','format':'color'}|{'type':'string','format':'color'}|",
      })
  void aFormatThatNothingChecksIsTold(String schema, String before, String warning) {
    var old = before == null ? null : definition(before);
    assertThat(SchemaWarnings.of(definition(schema), old))
        .containsExactly(warning == null ? new String[0] : new String[] {warning});
  }
}
