package dev.quarterdeck.agent.phase;

import static dev.quarterdeck.agent.plan.Facts.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.plan.Facts;
import dev.quarterdeck.agent.plan.PodPlan;
import dev.quarterdeck.agent.plan.PodState;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is shown of a container, by its kind, the pod's restart policy and the attempts that the
 * runtime still has. An attempt is {@code R} for running or {@code CODE@STEP} for one that exited a
 * second ago, STEP quick ends having come before it.
 */
class ContainerStatusTableTest {

  private static final NodeIdentity NODE =
      new NodeIdentity("n1", List.of("192.0.2.1"), "containerd");

  private static Pod pod(String kind, String policy) {
    var pod =
        switch (kind) {
          case "init" -> Facts.podWithInit();
          case "sidecar" -> Facts.podWithSidecar();
          default -> Facts.pod();
        };
    return pod.editSpec().withRestartPolicy(policy).endSpec().build();
  }

  private static String name(String kind) {
    return switch (kind) {
      case "init" -> "setup";
      case "sidecar" -> "mesh";
      default -> "web";
    };
  }

  private static Facts facts(Pod pod, String name, String attempts) {
    return add(Facts.of(pod).sandbox(), name, attempts);
  }

  private static Facts add(Facts facts, String name, String attempts) {
    for (var attempt : attempts.split(" ")) {
      if (attempt.equals("R")) {
        facts.running(name);
      } else {
        var parts = attempt.split("@");
        var code = Integer.parseInt(parts[0]);
        facts.exited(name, code, Duration.ofSeconds(1), Integer.parseInt(parts[1]));
      }
    }
    return facts;
  }

  /** The same facts of a pod whose status the API server was told. */
  private static PodState told(PodState facts, PodStatus status) {
    return new PodState(
        new PodBuilder(facts.pod()).withStatus(status).build(),
        facts.inApi(),
        facts.observed(),
        facts.actionFailures(),
        facts.probes(),
        facts.stop(),
        facts.stoppingSince(),
        facts.released());
  }

  private static ContainerStatus of(PodStatus status, String name) {
    return Stream.concat(
            status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
        .filter(container -> container.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String words(ContainerState state) {
    if (state == null) {
      return "-";
    }
    if (state.getRunning() != null) {
      return "running";
    }
    if (state.getWaiting() != null) {
      return state.getWaiting().getReason();
    }
    return state.getTerminated() == null
        ? "-"
        : state.getTerminated().getReason() + " " + state.getTerminated().getExitCode();
  }

  @ParameterizedTest
  @CsvSource({
    // kind,  policy,    attempts,      state,            last state,  restarts
    "init,    Always,    R,             running,          -,           0",
    "init,    Always,    0@0,           Completed 0,      -,           0",
    "init,    Always,    1@0,           Error 1,          -,           0",
    "init,    Always,    1@0 R,         running,          Error 1,     1",
    "init,    Always,    1@0 0@1,       Completed 0,      Error 1,     1",
    "init,    Always,    1@0 2@1,       CrashLoopBackOff, Error 2,     1",
    "init,    Always,    2@1 0@2,       Completed 0,      Error 2,     1",
    "init,    OnFailure, 1@0 0@1,       Completed 0,      Error 1,     1",
    "init,    OnFailure, 1@0 2@1,       CrashLoopBackOff, Error 2,     1",
    "init,    Never,     1@0,           Error 1,          -,           0",
    "sidecar, Always,    R,             running,          -,           0",
    "sidecar, Never,     0@0 0@1,       CrashLoopBackOff, Completed 0, 1",
    "sidecar, Never,     0@0 R,         running,          Completed 0, 1",
    "main,    Always,    0@0,           Completed 0,      -,           0",
    "main,    Always,    0@0 0@1,       CrashLoopBackOff, Completed 0, 1",
    "main,    Always,    3@0 R,         running,          Error 3,     1",
    "main,    OnFailure, 1@0 0@1,       Completed 0,      Error 1,     1",
    "main,    OnFailure, 1@0 1@1,       CrashLoopBackOff, Error 1,     1",
    "main,    Never,     1@0,           Error 1,          -,           0",
  })
  void theAttemptsAreWhatIsShown(
      String kind, String policy, String attempts, String state, String last, int restarts) {
    var facts = facts(pod(kind, policy), name(kind), attempts).build();

    var shown = of(PodStatuses.of(facts, NODE, NOW), name(kind));

    assertThat(words(shown.getState())).isEqualTo(state);
    assertThat(words(shown.getLastState())).isEqualTo(last);
    assertThat(shown.getRestartCount()).isEqualTo(restarts);
  }

  @ParameterizedTest
  @CsvSource({
    "1@0 2@1, 1@0 2@1 R, Error 2",
    "1@0 R,   1@0 R,     Error 1",
    "1@0 R,   1@0 R R,   Error 1",
    "2@1,     2@1 R,     Error 2",
  })
  void anEndThatWasToldIsRememberedWhenTheRuntimeForgetsIt(String before, String now, String last) {
    var pod = pod("main", "Always");
    var told = PodStatuses.of(facts(pod, "web", before).build(), NODE, NOW);
    var facts = told(facts(pod, "web", now).onlyNewest("web").build(), told);

    assertThat(words(of(PodStatuses.of(facts, NODE, NOW), "web").getLastState())).isEqualTo(last);
  }

  static Stream<Arguments> lives() {
    var lives = new ArrayList<Arguments>();
    for (var kind : List.of("init", "sidecar", "main")) {
      for (var policy : List.of("Always", "OnFailure", "Never")) {
        for (var attempts :
            List.of("R", "0@0", "1@0", "1@0 0@1", "1@0 1@1", "0@1 0@2", "1@2 R", "1@6 0@7")) {
          for (var others : List.of("", "R", "0@0", "1@0 1@1")) {
            lives.add(Arguments.of(kind, policy, attempts, others));
          }
        }
      }
    }
    return lives.stream();
  }

  /**
   * With the facts as they are a status stays as it is until the moment it names; whoever shows it
   * need not look again before. The same holds for what is to be done.
   */
  @ParameterizedTest
  @MethodSource("lives")
  void timeAloneChangesAStatusOnlyWhenItSaysSo(
      String kind, String policy, String attempts, String others) {
    var built = facts(pod(kind, policy), name(kind), attempts);
    if (!others.isEmpty() && !kind.equals("main")) {
      add(built, "web", others);
    }
    var status = PodStatuses.of(built.build(), NODE, NOW);
    var facts = told(built.build(), status);
    var statusChange = PodStatuses.changeAt(facts, NODE, NOW);
    var decision = PodPlan.of(facts, NOW);

    for (var seconds = 0; seconds < 400; seconds++) {
      var later = NOW.plusSeconds(seconds);
      if (statusChange.filter(at -> !later.isBefore(at)).isEmpty()) {
        assertThat(PodStatuses.of(facts, NODE, later)).as("after %ds", seconds).isEqualTo(status);
      }
      if (decision.wakeAt().filter(at -> !later.isBefore(at)).isEmpty()) {
        assertThat(PodPlan.of(facts, later).actions())
            .as("after %ds", seconds)
            .isEqualTo(decision.actions());
      }
    }
  }
}
