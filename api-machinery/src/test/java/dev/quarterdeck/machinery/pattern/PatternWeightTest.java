package dev.quarterdeck.machinery.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternWeightTest {

  private static final int EXPRESSIONS = 2_000;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        // expression; size; product of repetitions
        "a; 2; 1",
        "abc; 4; 1",
        "a|b|c; 7; 1",
        "a*; 3; 1",
        "a{3}; 5; 3",
        "a{3,}; 5; 3",
        "a{0,3}; 8; 3",
        "(a{3}){4}; 30; 12",
        "(?:a{3}){4}; 30; 12",
        "(?P<n>a{3}){4}; 30; 12",
        "(?i)a{3}; 5; 3",
        "(?i:a){3}; 14; 3",
        "a{3}b{4}; 10; 4",
        "(a{3}|b{4}){2}; 30; 8",
        "[(a{9}]{2}; 4; 2",
        "[]a{9}]{2}; 4; 2",
        "[^]a]{2}; 4; 2",
        "[[:alpha:]\\]]{2}; 6; 2",
        "\\({2}; 4; 2",
        "\\Q(a{9}\\E{2}; 8; 2",
        "\\x{10FFFF}{2}; 4; 2",
        "\\pL{2}; 402; 2",
        "\\p{Greek}; 201; 1",
        "a{,3}; 6; 1",
        "a{x}; 5; 1",
      })
  void countsWhatRepetitionsMultiply(String expression, long size, long product) {
    var weight = PatternWeight.of(expression);
    assertThat(weight.size()).isEqualTo(size);
    assertThat(weight.product()).isEqualTo(product);
  }

  @ParameterizedTest
  @CsvSource({"((((a)))),10", "a,2", "(a|b)*,6", "'a{0,100}',103"})
  void countsTheLevelsOfTheTree(String expression, long height) {
    assertThat(PatternWeight.of(expression).height()).isEqualTo(height);
  }

  @RepeatedTest(5)
  void aProgramIsHardlyLargerThanItsEstimate(RepetitionInfo seed) {
    var random = new Random(seed.getCurrentRepetition());
    for (var i = 0; i < EXPRESSIONS; i++) {
      var expression = expression(random, 4);
      // The library's program begins with an instruction that fails and ends with one that matches.
      assertThat(PatternWeight.of(expression).size() + 2)
          .as(expression)
          .isGreaterThanOrEqualTo(Pattern.compile(expression).programSize());
    }
  }

  private static String expression(Random random, int depth) {
    var kind = depth == 0 ? random.nextInt(6) : random.nextInt(12);
    return switch (kind) {
      case 0 -> "a";
      case 1 -> "[a-c(]";
      case 2 -> "\\d";
      case 3 -> "\\pL";
      case 4 -> ".";
      case 5 -> "\\Qx(\\E";
      case 6 -> "(" + expression(random, depth - 1) + ")";
      case 7 -> "(?:" + expression(random, depth - 1) + "|" + expression(random, depth - 1) + ")";
      case 8 -> "(?:" + expression(random, depth - 1) + ")*";
      case 9 -> "(?:" + expression(random, depth - 1) + "){" + random.nextInt(4) + "}";
      case 10 -> "(?:" + expression(random, depth - 1) + "){1," + (1 + random.nextInt(4)) + "}";
      default -> expression(random, depth - 1) + expression(random, depth - 1);
    };
  }
}
