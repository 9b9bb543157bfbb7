package dev.quarterdeck.agent.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times are seconds since the agent's start. */
class RuntimeHealthTest {

  private static final Instant START = Instant.parse("2026-05-01T12:00:00Z");
  private static final String UNCHECKED =
      "container runtime status check may not have completed yet";

  private static Optional<Instant> after(Integer seconds) {
    return Optional.ofNullable(seconds).map(START::plusSeconds);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // synced | relisted | runtime | network | now | message
        "    |     |     |        | 0   | " + UNCHECKED,
        "    |     |     | no net | 0   | [" + UNCHECKED + ", no net]",
        "1   |     |     |        | 2   | ''",
        "1   |     |     | no net | 2   | no net",
        "1   |     |     |        | 30  | ''",
        "1   |     |     |        | 31  | container runtime is down",
        "1   | 200 | ill | no net | 201 | [container runtime is down, ill, no net]",
        "180 |     |     |        | 180 | ''",
        "181 |     |     |        | 181 | PLEG is not healthy: pleg has yet to be successful",
        "400 | 220 |     |        | 400 | ''",
        "400 | 219 |     |        | 400 "
            + "| PLEG is not healthy: pleg was last seen active 3m1s ago; threshold is 3m0s",
        "10  | 10  |     |        | 400 "
            + "| [container runtime is down, "
            + "PLEG is not healthy: pleg was last seen active 6m30s ago; threshold is 3m0s]",
      })
  void problemsAreToldInTheKubeletsWords(
      Integer synced,
      Integer relisted,
      String runtimeProblem,
      String networkProblem,
      int now,
      String message) {
    var facts =
        new RuntimeFacts(
            START,
            after(synced),
            after(synced),
            after(relisted),
            Optional.ofNullable(runtimeProblem).orElse(""),
            Optional.ofNullable(networkProblem).orElse(""));
    var health = RuntimeHealth.of(facts, START.plusSeconds(now));

    assertThat(health.message()).isEqualTo(message);
    assertThat(health.ready()).isEqualTo(message.isEmpty());
    assertThat(health.known()).isEqualTo(synced != null);
  }

  @ParameterizedTest
  @CsvSource({"5, 100, 100, 280", "5, 5, 6, 35", "100, 5, 101, 130", "170, 5, 171, 185"})
  void theMomentItGetsWorseIsNamed(int synced, int relisted, int now, int worse) {
    var facts = new RuntimeFacts(START, after(synced), after(synced), after(relisted), "", "");
    assertThat(facts.worseAt(START.plusSeconds(now))).isEqualTo(after(worse));
  }
}
