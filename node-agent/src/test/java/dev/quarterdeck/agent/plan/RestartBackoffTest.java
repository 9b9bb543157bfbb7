package dev.quarterdeck.agent.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.plan.Observed.ContainerFacts;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RestartBackoffTest {

  private static ContainerFacts ended(Duration ran, int step) {
    return Facts.of(Facts.pod().build())
        .exited("web", 1, ran, step)
        .build()
        .observed()
        .containers()
        .getFirst();
  }

  @Test
  void waitsNotThenTenSecondsDoublingToFiveMinutes() {
    assertThat(
            IntStream.range(0, 9)
                .mapToLong(
                    step -> RestartBackoff.delay(ended(Duration.ofSeconds(1), step)).toSeconds()))
        .containsExactly(0L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);
    assertThat(RestartBackoff.delay(ended(Duration.ofSeconds(1), 10_000)).toMinutes()).isEqualTo(5);
  }

  @Test
  void tenMinutesOfRunningAreForgiven() {
    assertThat(RestartBackoff.delay(ended(Duration.ofMinutes(10), 7))).isZero();
    assertThat(RestartBackoff.nextStep(ended(Duration.ofMinutes(10), 7))).isEqualTo(1);
    assertThat(RestartBackoff.nextStep(ended(Duration.ofMinutes(9), 7))).isEqualTo(8);
  }
}
