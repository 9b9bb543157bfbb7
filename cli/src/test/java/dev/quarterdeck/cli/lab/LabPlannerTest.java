package dev.quarterdeck.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabPlannerTest {

  @ParameterizedTest
  @CsvSource({
    "0, default via 192.0.2.1 dev eth0, false",
    "0, 192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.2, false",
    "0, 10.77.0.0/24 dev lan0, true",
    "1, 10.77.0.0/24 dev lan0, false",
    "0, 10.96.4.0/24 via 192.0.2.9 dev eth0, true",
    "3, 10.99.0.7 via 192.0.2.9 dev eth0, true",
    "3, 10.131.255.0/24 dev vpn0, true",
    "3, unreachable 10.131.0.0/16 metric 5, true",
    "3, 10.0.0.0/8 via 192.0.2.9 dev eth0, false",
    "3, '', false"
  })
  void aLabTakesNoAddressesThatTheMachineHasARouteOfItsOwnTo(
      int slot, String routes, boolean hidden) {
    assertThat(LabPlanner.hides(slot, routes)).isEqualTo(hidden);
  }

  @Test
  void noTwoSlotsShareAnAddress() {
    var all =
        IntStream.range(0, LabSpec.SLOTS)
            .boxed()
            .flatMap(slot -> LabSpec.ranges(slot).stream())
            .toList();
    assertThat(new HashSet<>(all)).hasSize(3 * LabSpec.SLOTS);
    for (var one : all) {
      assertThat(all).filteredOn(other -> other != one).noneMatch(one::contains);
    }
  }
}
