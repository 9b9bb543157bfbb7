package dev.quarterdeck.agent.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogLineTest {

  private static final String TIME = "2016-10-06T00:17:09.669794202Z";

  private static LogLine parse(String line) {
    return LogLine.parse(line.getBytes(UTF_8)).orElseThrow();
  }

  private static LogLine line(String stream, boolean partial, String text) {
    return new LogLine(TIME, stream, partial, text.getBytes(UTF_8));
  }

  @Test
  void fullAndPartialLines() {
    assertThat(parse(TIME + " stdout F a b\n")).isEqualTo(line("stdout", false, "a b\n"));
    assertThat(parse(TIME + " stderr P a b\n")).isEqualTo(line("stderr", true, "a b"));
    assertThat(parse(TIME + " stdout F \n")).isEqualTo(line("stdout", false, "\n"));
    assertThat(parse(TIME + " stdout F\n")).isEqualTo(line("stdout", false, "\n"));
    assertThat(parse(TIME + " stdout P \n")).isEqualTo(line("stdout", true, ""));
    assertThat(parse(TIME + " stdout F:x  ü\n")).isEqualTo(line("stdout", false, " ü\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "plain text\n", TIME + " stdin F a\n", TIME + " stdout X a\n"})
  void otherFormatsAreNone(String text) {
    assertThat(LogLine.parse(text.getBytes(UTF_8))).isEmpty();
  }
}
