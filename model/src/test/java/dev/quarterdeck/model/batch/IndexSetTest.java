package dev.quarterdeck.model.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexSetTest {

  @ParameterizedTest
  @CsvSource({"'', ''", "3, 3", "0-9, 0-9", "'1,3-5,7', '1,3-5,7'", "'1,2', '1,2'", "'0,1,2', 0-2"})
  void readsWhatItWrites(String text, String written) {
    assertThat(IndexSet.parse(text, 10)).hasToString(written);
    assertThat(IndexSet.read(text, 10)).hasToString(written);
  }

  @ParameterizedTest
  @CsvSource({
    "x, cannot convert string to integer for index: \"x\"",
    "'1,', cannot convert string to integer for index: \"\"",
    "1-, cannot convert string to integer for index: \"\"",
    "-1, cannot convert string to integer for index: \"\"",
    "99999999999999999999, cannot convert string to integer for index: \"99999999999999999999\"",
    "10, too large index: \"10\"",
    "3-10, too large index: \"10\"",
    "5-3, 'non-increasing order, previous: 5, current: 3'",
    "'1-3,3', 'non-increasing order, previous: 3, current: 3'",
    "1-2-3, the fragment \"1-2-3\" violates the requirement that an index interval can have at most"
        + " two parts separated by '-'"
  })
  void refusesTheRestInKubernetesWords(String text, String message) {
    assertThatThrownBy(() -> IndexSet.parse(text, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message.replace("''", "'"));
  }

  @ParameterizedTest
  @CsvSource({
    "'1,x,3', '1,3'",
    "'7-5,2', 2",
    "'3-20,25', 3-9",
    "'5,1-3', '1-3,5'",
    "12, ''",
    "'', ''",
    ", ''"
  })
  void makesTheBestOfAStatus(String text, String read) {
    assertThat(IndexSet.read(text, 10)).hasToString(read);
  }

  @Test
  void isTheSetItSeems() {
    for (var seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      var a = new TreeSet<Integer>();
      var b = new TreeSet<Integer>();
      IntStream.range(0, random.nextInt(30)).forEach(i -> a.add(random.nextInt(40)));
      IntStream.range(0, random.nextInt(30)).forEach(i -> b.add(random.nextInt(40)));
      var union = new TreeSet<>(a);
      union.addAll(b);
      var both = new TreeSet<>(a);
      both.retainAll(b);

      var set = IndexSet.of(a).plus(IndexSet.of(b));
      assertThat(set).as("seed %d", seed).isEqualTo(IndexSet.of(union));
      assertThat(set.size()).isEqualTo(union.size());
      assertThat(IndexSet.parse(set.toString(), 40)).isEqualTo(set);
      assertThat(IndexSet.of(a).common(IndexSet.of(b))).isEqualTo(both.size());
      assertThat(IndexSet.of(a).firstCommon(IndexSet.of(b))).isEqualTo(both.stream().findFirst());
      assertThat(IntStream.range(0, 45).filter(set::contains)).containsExactlyElementsOf(union);
      var missing = new HashSet<>(set.missing(100, 35));
      assertThat(missing)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, 35).filter(i -> !union.contains(i)).boxed().toList());
    }
  }

  @Test
  void findsTheFirstIndexesThatAreMissing() {
    var set = IndexSet.parse("0-2,5,7-8", 10);
    assertThat(set.missing(3, 10)).containsExactly(3, 4, 6);
    assertThat(set.missing(9, 10)).containsExactly(3, 4, 6, 9);
    assertThat(IndexSet.NONE.missing(2, 1)).isEqualTo(List.of(0));
  }
}
