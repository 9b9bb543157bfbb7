package dev.quarterdeck.model.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "+0, 0",
    "-0, 0",
    "0s, 0",
    "5s, 5000000000",
    "+5s, 5000000000",
    "-5.5s, -5500000000",
    "30s, 30000000000",
    "1478s, 1478000000000",
    "5.0s, 5000000000",
    "5.s, 5000000000",
    ".5s, 500000000",
    "1.004s, 1004000000",
    "100.00100s, 100001000000",
    "10ns, 10",
    "11us, 11000",
    "12µs, 12000",
    "12μs, 12000",
    "13ms, 13000000",
    "15m, 900000000000",
    "16h, 57600000000000",
    "3h30m, 12600000000000",
    "10.5s4m, 250500000000",
    "-2m3.4s, -123400000000",
    "1h2m3s4ms5us6ns, 3723004005006",
    "39h9m14.425s, 140954425000000",
    "0.9223372036854775807h, 3320413933267",
    "9223372036854775807ns, 9223372036854775807",
    "-9223372036854775808ns, -9223372036854775808",
    "0.100000000000000000000h, 360000000000",
  })
  void readsWhatGoReads(String text, long nanos) {
    assertThat(GoDuration.parse(text)).isEqualTo(Duration.ofNanos(nanos));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'time: invalid duration \"\"'",
    "3, 'time: missing unit in duration \"3\"'",
    "-, 'time: invalid duration \"-\"'",
    "s, 'time: invalid duration \"s\"'",
    "., 'time: invalid duration \".\"'",
    "-., 'time: invalid duration \"-.\"'",
    ".s, 'time: invalid duration \".s\"'",
    "+.s, 'time: invalid duration \"+.s\"'",
    "1d, 'time: unknown unit \"d\" in duration \"1d\"'",
    "1 s, 'time: unknown unit \" s\" in duration \"1 s\"'",
    "5S, 'time: unknown unit \"S\" in duration \"5S\"'",
    "PT5S, 'time: invalid duration \"PT5S\"'",
    "9223372036854775808ns, 'time: invalid duration \"9223372036854775808ns\"'",
    "3000000h, 'time: invalid duration \"3000000h\"'",
  })
  void refusesWhatGoRefuses(String text, String message) {
    assertThatThrownBy(() -> GoDuration.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1_000_000})
  void aLongTextIsRefusedWithoutMuchWork(int length) {
    assertThatThrownBy(() -> GoDuration.parse("1".repeat(length)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("time: .{1,120}");
    assertThatThrownBy(() -> GoDuration.parse("1h".repeat(length) + "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1, 1ns",
    "1100, 1.1µs",
    "2200000, 2.2ms",
    "3300000000, 3.3s",
    "245000000000, 4m5s",
    "245001000000, 4m5.001s",
    "18367001000000, 5h6m7.001s",
    "480000000001, 8m0.000000001s",
    "3600000000000, 1h0m0s",
    "-90000000000, -1m30s",
    "9223372036854775807, 2562047h47m16.854775807s",
    "-9223372036854775808, -2562047h47m16.854775808s",
  })
  void writesWhatGoWrites(long nanos, String text) {
    assertThat(GoDuration.format(Duration.ofNanos(nanos))).isEqualTo(text);
  }
}
