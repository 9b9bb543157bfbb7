package dev.quarterdeck.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.TestServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Regular expressions that strangers write, wherever they may stand, are weighed before use. */
@Timeout(60)
class HostilePatternsTest {

  private static final String DEEP = "(".repeat(2_500) + "a" + ")".repeat(2_500);
  private static final String EXPLODING = "((a{1000}){1000}){1000}";

  @RegisterExtension static final TestServer server = new TestServer();
  private static final Api api = new Api(server);

  @BeforeAll
  static void start() {
    CustomKinds.serve(
        api,
        CustomKinds.definition(
            "matchers",
            "Matcher",
            "\"s\":{\"type\":\"string\",\"maxLength\":6000,"
                + "\"x-kubernetes-validations\":[{\"rule\":\"'abc'.matches(self)\"}]}"));
  }

  static String[] hostile() {
    return new String[] {EXPLODING, DEEP, "a{1001}", "(a{500}){500}", "(\\\\pL{500}\\\\pM){2}"};
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void asTheValueThatARuleMatchesWith(String pattern) {
    var object = CustomKinds.object("Matcher", "m", "\"s\":\"" + pattern + "\"");
    var answer = api.post(CustomKinds.path("matchers"), object);
    assertThat(answer.code()).as(answer.text()).isEqualTo(422);
    assertThat(answer.text()).contains("error parsing regexp");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void asThePatternOfASchema(String pattern) {
    var definition =
        CustomKinds.definition(
            "patterns", "Pattern", "\"s\":{\"type\":\"string\",\"pattern\":\"" + pattern + "\"}");
    var answer = api.post(CustomKinds.DEFINITIONS, definition.toString());
    assertThat(answer.code()).as(answer.text()).isEqualTo(422);
    assertThat(answer.text())
        .contains("must be a valid regular expression, but isn't: error parsing regexp");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void asALiteralOfARule(String pattern) {
    var rule = "self.matches('" + pattern.replace("\\", "\\\\") + "')";
    var definition =
        CustomKinds.definition(
            "literals",
            "Literal",
            "\"s\":{\"type\":\"string\",\"maxLength\":10,"
                + "\"x-kubernetes-validations\":[{\"rule\":\"%s\"}]}".formatted(rule));
    var answer = api.post(CustomKinds.DEFINITIONS, definition.toString());
    assertThat(answer.code()).as(answer.text()).isEqualTo(422);
  }

  @Test
  void aLongTextAgainstALargePatternIsRefusedInsteadOfMatchedForMinutes() {
    CustomKinds.serve(
        api,
        CustomKinds.definition(
            "texts",
            "Text",
            "\"s\":{\"type\":\"string\",\"pattern\":\"^(a{900}b|a{900}c|a{900}d)*$\"}"));
    var object = CustomKinds.object("Text", "t", "\"s\":\"" + "a".repeat(1_000_000) + "\"");
    var answer = api.post(CustomKinds.path("texts"), object);
    assertThat(answer.code()).as(answer.text()).isEqualTo(422);
    assertThat(answer.text()).contains("takes too long");
  }
}
