package dev.quarterdeck.agent.plan;

import static dev.quarterdeck.agent.plan.Facts.NOW;
import static dev.quarterdeck.agent.plan.Facts.SANDBOX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.plan.Action.DeleteFromApi;
import dev.quarterdeck.agent.plan.Action.Kill;
import dev.quarterdeck.agent.plan.Action.KillContainers;
import dev.quarterdeck.agent.plan.Action.Release;
import dev.quarterdeck.agent.plan.Action.RemoveSandbox;
import dev.quarterdeck.agent.plan.Action.StopSandbox;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopPlanTest {

  private static Pod deleted(PodBuilder pod, long grace) {
    return pod.editMetadata()
        .withDeletionTimestamp("2026-05-01T12:00:20Z")
        .withDeletionGracePeriodSeconds(grace)
        .endMetadata()
        .build();
  }

  private static List<Action> plan(Facts facts) {
    return PodPlan.of(facts.build(), NOW).actions();
  }

  private static KillContainers kill(String name, long grace) {
    return new KillContainers(
        List.of(
            new Kill(
                name + "-id-0", name, "Stopping container " + name, Duration.ofSeconds(grace))));
  }

  @Test
  void aDeletedPodGoesStepByStep() {
    var pod = deleted(Facts.pod(), 20);
    assertThat(plan(Facts.of(pod).sandbox().running("web"))).containsExactly(kill("web", 20));
    assertThat(plan(Facts.of(pod).sandbox().exited("web", 0)))
        .containsExactly(new StopSandbox(SANDBOX));
    assertThat(plan(Facts.of(pod).deadSandbox().exited("web", 0))).containsExactly(new Release());
    assertThat(plan(Facts.of(pod).deadSandbox().exited("web", 0).released()))
        .containsExactly(new DeleteFromApi());
    assertThat(plan(Facts.of(pod).deadSandbox().exited("web", 0).released().goneFromApi()))
        .containsExactly(new RemoveSandbox(SANDBOX));
    assertThat(PodPlan.of(Facts.of(pod).released().goneFromApi().build(), NOW).finished()).isTrue();
  }

  @Test
  void theGraceIsWhatIsLeftOfItAndTwoSecondsAtLeast() {
    var pod = deleted(Facts.pod(), 20);
    assertThat(plan(Facts.of(pod).sandbox().running("web").stoppingFor(Duration.ofSeconds(15))))
        .containsExactly(kill("web", 5));
    assertThat(plan(Facts.of(pod).sandbox().running("web").stoppingFor(Duration.ofSeconds(60))))
        .containsExactly(kill("web", 2));
  }

  @Test
  void sidecarsGoLast() {
    var pod = deleted(Facts.podWithSidecar(), 20);
    assertThat(plan(Facts.of(pod).sandbox().running("mesh").running("web")))
        .containsExactly(kill("web", 20));
    assertThat(plan(Facts.of(pod).sandbox().running("mesh").exited("web", 0)))
        .containsExactly(kill("mesh", 20));
  }

  @Test
  void aPodThatEndedByItselfLosesItsSidecarsSandboxAndVolumes() {
    var pod = Facts.podWithSidecar().editSpec().withRestartPolicy("Never").endSpec().build();
    assertThat(plan(Facts.of(pod).sandbox().running("mesh").exited("web", 0)))
        .containsExactly(kill("mesh", 30));
    var ended = Facts.of(pod).deadSandbox().exited("mesh", 0).exited("web", 0);
    assertThat(plan(ended)).containsExactly(new Release());
    assertThat(PodPlan.of(ended.released().build(), NOW)).isEqualTo(PodDecision.REST);
  }

  @Test
  void aPodUnknownToTheApiServerIsEnded() {
    assertThat(plan(Facts.of(Facts.pod().build()).sandbox().running("web").goneFromApi()))
        .containsExactly(kill("web", 30));
  }

  @Test
  void anOverduePodIsEndedButStaysInTheApi() {
    var facts = Facts.of(Facts.pod().build()).deadSandbox().exited("web", 137);
    assertThat(PodPlan.of(facts.stop("DeadlineExceeded").released().build(), NOW))
        .isEqualTo(PodDecision.REST);
  }

  @Test
  void whatFailedIsTriedAgainLater() {
    var facts =
        Facts.of(deleted(Facts.pod(), 1))
            .released()
            .actionFailure(PodState.POD, "", Duration.ofSeconds(3));
    var decision = PodPlan.of(facts.build(), NOW);
    assertThat(decision.actions()).isEmpty();
    assertThat(decision.wakeAt()).contains(NOW.plusSeconds(3));
  }
}
