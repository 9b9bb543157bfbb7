package dev.quarterdeck.customkinds.jsonpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathTest {

  private static final String OBJECT =
      """
      {"a":{"b":1},
       "list":[{"n":"x","v":1,"w":2},{"n":"y","v":2,"w":2},{"n":"z","v":3}],
       "map":{"k.1":"dotted","k2":"plain"}}
      """;

  @ParameterizedTest
  @CsvFileSource(
      resources = "paths.psv",
      delimiter = '|',
      quoteCharacter = '\0',
      numLinesToSkip = 1)
  void findsWhatThePathLeadsTo(String path, String found) {
    var object = Json.parse(OBJECT.getBytes(StandardCharsets.UTF_8));
    assertThat(JsonPath.parse(path).find(object).toString().replace(", ", ",")).isEqualTo(found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        ".a[",
        ".a[x]",
        ".a[?(b==1)]",
        ".a[?(@.b==)]",
        ".a[0:1:0]",
        ".a.{b}",
        ".a..[",
        ".a[1"
      })
  void saysWhatIsWrongWithAPath(String path) {
    assertThatThrownBy(() -> JsonPath.parse(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("invalid JSON path");
  }
}
