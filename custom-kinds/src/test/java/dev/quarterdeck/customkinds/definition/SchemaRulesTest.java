package dev.quarterdeck.customkinds.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class SchemaRulesTest {

  @ParameterizedTest
  @CsvFileSource(
      resources = "schemas.psv",
      delimiter = '|',
      quoteCharacter = '\0',
      numLinesToSkip = 1)
  void namesWhatASchemaGetsWrong(String schema, String errors) {
    var tree = Json.parse(schema.getBytes(StandardCharsets.UTF_8));
    var field = Field.root(tree).named("s");
    SchemaRules.check(field);
    assertThat(field.errors().stream().map(FieldError::toString).collect(Collectors.joining(";")))
        .isEqualTo(errors == null ? "" : errors);
  }
}
