package dev.quarterdeck.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.probe.ProbeState.Verdict;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeStateTest {

  /** Attempts are S(uccess), F(ailure), U(nknown), W(arning); verdicts O, P, F after each. */
  @ParameterizedTest
  @CsvSource({
    "READINESS, 1, 3, S,        P",
    "READINESS, 1, 3, FFSFFF,   FFPPPF",
    "READINESS, 2, 1, SSFSS,    FPFFP",
    "READINESS, 2, 1, SUS,      FFP",
    "READINESS, 1, 1, UWF,      FPF",
    "LIVENESS,  1, 3, FFSFFF,   PPPPPF",
    "LIVENESS,  1, 3, FFUF,     PPPF",
    "LIVENESS,  1, 1, F,        F",
    "STARTUP,   1, 3, FFS,      UUP",
    "STARTUP,   1, 3, FFF,      UUF",
    "STARTUP,   1, 2, UUU,      UUU",
  })
  void changesOnlyAtItsThreshold(
      ProbeKind kind, int success, int failure, String attempts, String verdicts) {
    var timing = new ProbeTiming(Duration.ZERO, Duration.ZERO, Duration.ZERO, success, failure);
    var state = ProbeState.initial(kind, false);
    var seen = new StringBuilder();
    for (var attempt : attempts.toCharArray()) {
      state = state.step(outcome(attempt), timing);
      seen.append(state.verdict().name().charAt(0));
    }
    assertThat(seen).hasToString(verdicts);
  }

  private static ProbeResult outcome(char letter) {
    return switch (letter) {
      case 'S' -> new ProbeResult.Success();
      case 'W' -> new ProbeResult.Warning("w");
      case 'F' -> new ProbeResult.Failure("f");
      default -> new ProbeResult.Unknown("u");
    };
  }

  @Test
  void whatAnEarlierAgentSawStands() {
    assertThat(ProbeState.initial(ProbeKind.READINESS, true).verdict()).isEqualTo(Verdict.PASSED);
    assertThat(ProbeState.initial(ProbeKind.STARTUP, true).isFinal(ProbeKind.STARTUP)).isTrue();
    assertThat(ProbeState.initial(ProbeKind.READINESS, false).verdict()).isEqualTo(Verdict.FAILED);
  }

  @Test
  void defaultsAreKubernetes() {
    assertThat(ProbeTiming.of(new Probe()))
        .isEqualTo(
            new ProbeTiming(Duration.ZERO, Duration.ofSeconds(10), Duration.ofSeconds(1), 1, 3));
  }
}
