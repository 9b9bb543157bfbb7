package dev.quarterdeck.model.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeZonesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"", "UTC", "Etc/UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "EST"})
  void knowsTheNamesOfTheDatabase(String name) {
    assertThat(TimeZones.find(name)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"europe/berlin", "+01:00", "GMT+1", "Z", "Mars/Olympus", "../UTC", "CTT"})
  void knowsNoOthers(String name) {
    assertThat(TimeZones.find(name)).isEmpty();
  }
}
