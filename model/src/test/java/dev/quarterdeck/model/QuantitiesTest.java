package dev.quarterdeck.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {

  @ParameterizedTest
  @CsvFileSource(resources = "quantities.csv", delimiter = '|', numLinesToSkip = 1)
  void readsAndWritesAsKubernetesDoes(
      String given, BigDecimal amount, String canonical, String inMilli) {
    assertThat(Quantities.parse(given))
        .hasValueSatisfying(it -> assertThat(it).isEqualByComparingTo(amount));
    assertThat(Quantities.canonical(given)).isEqualTo(canonical);
    assertThat(Quantities.canonical(canonical)).isEqualTo(canonical);
    assertThat(Quantities.roundedToMilli(canonical)).isEqualTo(inMilli);
  }

  @ParameterizedTest
  @CsvFileSource(resources = "quantities.csv", delimiter = '|', numLinesToSkip = 1)
  void aNegativeAmountIsTheMirrorOfThePositive(
      String given, BigDecimal amount, String canonical, String inMilli) {
    if (given.startsWith("-") || given.startsWith("+") || amount.signum() == 0) {
      return;
    }
    assertThat(Quantities.parse("-" + given))
        .hasValueSatisfying(it -> assertThat(it).isEqualByComparingTo(amount.negate()));
    assertThat(Quantities.canonical("-" + given)).isEqualTo("-" + canonical);
    assertThat(Quantities.roundedToMilli("-" + canonical)).isEqualTo("-" + inMilli);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "1x", "1 Gi", "--1", "1e", "1.2.3", "1.1.M", "1+1.0M", "0.1mi", "0.1am", "aoeu", ".5i",
        "1i", "-3.01i", "-3.01e-", " 1", "1 ", "1g", "1e1234",
      })
  void aMalformedQuantityHasNoValue(String text) {
    assertThat(Quantities.parse(text)).isEmpty();
    assertThat(Quantities.canonical(text)).isNull();
    assertThat(Quantities.roundedToMilli(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"100m,100", "1,1000", "1.5,1500", "1e2,100000", "1Ki,1024000", "1n,1", ".5,500"})
  void aQuantityInMillis(String text, long millis) {
    assertThat(Quantities.millis(new Quantity(text))).isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource({
    "100m, 200m, 300m",
    "500m, 1500m, 2",
    "1Gi, 512Mi, 1536Mi",
    "0, 1Gi, 1Gi",
    "1, 1Gi, 1073741825",
    "1Ki, 1, 1025",
  })
  void aSumIsWrittenInTheFamilyOfTheFirst(String one, String other, String sum) {
    assertThat(Quantities.plus(one, other)).isEqualTo(sum);
  }

  @ParameterizedTest
  @CsvSource({"1, 1000m, 1", "1, 1001m, 1001m", "1Gi, 1G, 1Gi"})
  void theLargerKeepsItsText(String one, String other, String max) {
    assertThat(Quantities.max(one, other)).isEqualTo(max);
  }
}
