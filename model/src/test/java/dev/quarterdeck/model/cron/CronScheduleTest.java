package dev.quarterdeck.model.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CronScheduleTest {

  /**
   * What robfig/cron v3.0.1 itself answered.
   *
   * @param outcome {@code next} with the next four times, {@code error} with its words
   */
  record Row(String schedule, ZoneId local, Instant after, String outcome, String answer) {

    static Row of(String line) {
      var cells = line.split("\t", -1);
      return new Row(
          cells[0].substring(1, cells[0].length() - 1),
          ZoneId.of(cells[1]),
          Instant.parse(cells[2]),
          cells[3],
          cells[4]);
    }
  }

  static Stream<Row> rows() {
    try (var in = CronScheduleTest.class.getResourceAsStream("robfig.tsv");
        var reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      return reader.readAllLines().stream().map(Row::of);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answersAsTheOriginalDoes(Row row) {
    if (row.outcome.equals("error")) {
      assertThatThrownBy(() -> CronSchedule.parse(row.schedule)).hasMessage(row.answer);
      return;
    }
    var schedule = CronSchedule.parse(row.schedule);
    assertThat(String.join(" ", following(schedule, row))).isEqualTo(row.answer);
  }

  private static List<String> following(CronSchedule schedule, Row row) {
    var times = new ArrayList<String>();
    var time = row.after;
    while (times.size() < 4) {
      var next = schedule.next(time, row.local);
      if (next.isEmpty()) {
        times.add("never");
        return times;
      }
      time = next.get();
      times.add(time.toString());
    }
    return times;
  }

  @ParameterizedTest
  @CsvSource({"TZ=UTC", "TZ=", "CRON_TZ=0"})
  void aTimeZoneAloneIsNoSchedule(String text) {
    assertThatThrownBy(() -> CronSchedule.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("invalid schedule format: ");
  }

  @Test
  void goesPastADayThatItsZoneSkipsWhole() {
    var samoa = ZoneId.of("Pacific/Apia");
    var eve = Instant.parse("2011-12-29T20:14:40Z");
    assertThat(CronSchedule.parse("0 12 31 * *").next(eve, samoa))
        .contains(Instant.parse("2011-12-30T22:00:00Z"));
    assertThat(CronSchedule.parse("0 12 30 12 *").next(eve, samoa))
        .contains(Instant.parse("2012-12-29T22:00:00Z"));
  }

  @Test
  void looksAheadForYearsInNoTime() {
    var leapDay = CronSchedule.parse("0 0 29 2 mon");
    assertThat(CronSchedule.parse("0 0 30 2 ?").next(Instant.EPOCH, ZoneOffset.UTC)).isEmpty();
    assertThat(leapDay.next(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC))
        .contains(Instant.parse("2026-02-02T00:00:00Z"));
  }
}
