package dev.quarterdeck.machinery.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTextTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "1, 1",
        "100m, 100m",
        "1000m, 1",
        "1500m, 1500m",
        "0.1, 100m",
        "0.5, 500m",
        "1000, 1k",
        "1000000, 1M",
        "2Gi, 2Gi",
        "1.5Gi, 1536Mi",
        "1024Mi, 1Gi",
        "1000Ki, 1000Ki",
        "0.5Ki, 512",
        "1e3, 1e3",
        "12e2, 1200",
        "-1000m, -1",
        "0, 0",
        "0m, 0",
        "000, 0",
        "1n, 1n",
        "0.1n, 1n",
        "1E, 1E",
        "'', none",
        "m, none",
        "1.2.3, none",
        "10 Gi, none",
        "1g, none",
      })
  void writesTheCanonicalForm(String given, String expected) {
    assertThat(QuantityText.canonical(given)).isEqualTo(expected);
  }
}
