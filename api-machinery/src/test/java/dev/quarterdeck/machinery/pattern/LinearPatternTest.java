package dev.quarterdeck.machinery.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class LinearPatternTest {

  static Stream<Arguments> refused() {
    var deep = "(".repeat(2_500) + "a" + ")".repeat(2_500);
    return Stream.of(
        Arguments.of("((a{1000}){1000}){1000}", "invalid repeat count: `((a{1000}){1000}){1000}`"),
        Arguments.of("(a{32}){32}", "invalid repeat count: `(a{32}){32}`"),
        Arguments.of("a{1001}", "invalid repeat count: `a{1001}`"),
        Arguments.of("(\\pL\\pM\\pN){1000}", "expression too large: `(\\pL\\pM\\pN){1000}`"),
        Arguments.of("a".repeat(30_000), "expression too large: `" + "a".repeat(100) + "...`"),
        Arguments.of(deep, "expression nests too deeply: `" + "(".repeat(100) + "...`"),
        Arguments.of("a" + "*".repeat(5_000), "expression nests too deeply: `a*"),
        Arguments.of("(", "missing closing ): `(`"),
        Arguments.of("a)", "unexpected ): `a)`"),
        Arguments.of("[z-a]", "invalid character class range: `z-a`"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesWhatIsMalformedOrWouldGrowTooLarge(String expression, String why) {
    assertThatThrownBy(() -> LinearPattern.of(expression))
        .isInstanceOf(InvalidPatternException.class)
        .hasMessageStartingWith("error parsing regexp: " + why);
  }

  static Stream<String> justAllowed() {
    return Stream.of(
        "(".repeat(660) + "a" + ")".repeat(660),
        "(a|".repeat(390) + "b" + ")".repeat(390),
        "a{0,1000}",
        "(".repeat(300) + "(a{0,10}b){0,100}" + ")".repeat(300),
        "(?:a{0,1000}|b)".repeat(5),
        "(a)".repeat(4_000),
        "(x{1000}y)".repeat(10));
  }

  /** On a virtual thread, whose stack is the one that requests have. */
  @ParameterizedTest
  @MethodSource("justAllowed")
  void compilesAndRunsWhatItAllows(String expression) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var found =
          threads.submit(() -> LinearPattern.of(expression).find("b" + "a".repeat(3_000))).get();
      assertThat(found).isIn(true, false);
    }
  }

  @Test
  void findsAndMatchesAsRe2Does() {
    var pattern = LinearPattern.fixed("(a+)(b)?");
    assertThat(pattern.find("xaax")).isTrue();
    assertThat(pattern.matches("xaax")).isFalse();
    assertThat(pattern.matches("aab")).isTrue();
    assertThat(pattern.findAll("ab aa a", -1)).containsExactly("ab", "aa", "a");
    assertThat(pattern.findAll("ab aa a", 2)).containsExactly("ab", "aa");
    assertThat(pattern.groups("aa").orElseThrow()).containsExactly("aa", null);
    assertThat(pattern.groups("c")).isEmpty();
  }

  @Test
  void refusesATextThatWouldTakeTooLong() throws InvalidPatternException {
    var pattern = LinearPattern.of("(x{1000}y){1}".repeat(15));
    assertThat(pattern.find("a".repeat(1_000))).isFalse();
    assertThatThrownBy(() -> pattern.find("a".repeat(3_000_000)))
        .isInstanceOf(TooCostlyException.class);
  }

  @Test
  void aRequestHasOneBudgetForAllItsMatches() throws Exception {
    var pattern = LinearPattern.of("(x{1000}y){1}".repeat(15));
    var text = "a".repeat(5_000);
    var matches =
        MatchBudget.within(
            () -> {
              var done = 0;
              try {
                while (done < 1_000) {
                  pattern.find(text);
                  done++;
                }
              } catch (TooCostlyException spent) {
                return done;
              }
              return done;
            });
    assertThat(matches).isEqualTo(3);
    assertThat(pattern.find(text)).as("outside of the request").isFalse();
  }

  @Test
  void findingAllIsChargedForEveryLookAtTheRest() throws InvalidPatternException {
    var pattern = LinearPattern.of("a.*b|a");
    assertThatThrownBy(() -> MatchBudget.within(() -> pattern.findAll("a".repeat(100_000), -1)))
        .isInstanceOf(TooCostlyException.class);
  }

  @Test
  void aDefinitionWithVeryManyLargePatternsIsRefused() {
    assertThatThrownBy(
            () ->
                MatchBudget.within(
                    () -> {
                      for (var i = 0; i < 10_000; i++) {
                        LinearPattern.of("(x{1000}y)".repeat(15) + i);
                      }
                      return List.of();
                    }))
        .isInstanceOf(TooCostlyException.class);
  }
}
