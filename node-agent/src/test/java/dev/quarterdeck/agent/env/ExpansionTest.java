package dev.quarterdeck.agent.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {

  private static final Map<String, String> VARIABLES = Map.of("A", "a", "B", "$(A)", "EMPTY", "");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$(A)|a",
        "x$(A)y$(A)|xaya",
        "$(B)|$(A)",
        "$$(A)|$(A)",
        "$$$(A)|$a",
        "$$$$|$$",
        "$(NONE)|$(NONE)",
        "[$(EMPTY)]|[]",
        "$(A|$(A",
        "$|$",
        "$A|$A",
        "a$|a$",
        "$()|$()",
        "$($(A))|$($(A))",
      })
  void expands(String text, String expected) {
    assertThat(Expansion.expand(text, VARIABLES)).isEqualTo(expected);
  }

  @Test
  void expandsEveryWord() {
    assertThat(Expansion.expand(List.of("echo", "$(A)-$(B)"), VARIABLES))
        .containsExactly("echo", "a-$(A)");
    assertThat(Expansion.expand((List<String>) null, VARIABLES)).isEmpty();
  }

  @Test
  void namesTheFirstUnknownVariable() {
    assertThat(Expansion.firstUnknown("a/$(A)/$$(X)/$(Y)/$(Z)", VARIABLES)).isEqualTo("Y");
    assertThat(Expansion.firstUnknown("$(A)$", VARIABLES)).isNull();
    assertThat(Expansion.firstUnknown("$(open", VARIABLES)).isNull();
  }
}
