package dev.quarterdeck.agent.plan;

import static dev.quarterdeck.agent.plan.Facts.NOW;
import static dev.quarterdeck.agent.plan.Facts.SANDBOX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.plan.Action.CreateSandbox;
import dev.quarterdeck.agent.plan.Action.Kill;
import dev.quarterdeck.agent.plan.Action.KillContainers;
import dev.quarterdeck.agent.plan.Action.RemoveContainer;
import dev.quarterdeck.agent.plan.Action.StartContainer;
import dev.quarterdeck.agent.plan.Action.StopSandbox;
import dev.quarterdeck.agent.plan.PodState.ProbeFacts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodPlanTest {

  private static PodDecision plan(Facts facts) {
    return PodPlan.of(facts.build(), NOW);
  }

  private static StartContainer start(String name, int attempt, int step) {
    return new StartContainer(SANDBOX, name, attempt, step);
  }

  @Test
  void aNewPodGetsASandboxFirst() {
    assertThat(plan(Facts.of(Facts.pod().build())).actions()).containsExactly(new CreateSandbox(0));
  }

  @Test
  void aFailedSandboxWaitsForItsRetry() {
    var decision =
        plan(
            Facts.of(Facts.pod().build())
                .actionFailure(PodState.POD, "ContainerCreating", Duration.ofSeconds(2)));
    assertThat(decision.actions()).isEmpty();
    assertThat(decision.wakeAt()).contains(NOW.plusSeconds(2));
  }

  @Test
  void containersStartInAReadySandbox() {
    assertThat(plan(Facts.of(Facts.pod().build()).sandbox()).actions())
        .containsExactly(start("web", 0, 0));
  }

  @Test
  void nothingIsDoneForAPodThatRuns() {
    assertThat(plan(Facts.of(Facts.pod().build()).sandbox().running("web")))
        .isEqualTo(PodDecision.REST);
  }

  @Test
  void aDeadSandboxIsReplacedAndContainersCountOn() {
    var facts = Facts.of(Facts.pod().build()).deadSandbox().exited("web", 137);
    assertThat(plan(facts).actions())
        .containsExactly(new StopSandbox(SANDBOX), new CreateSandbox(1));
  }

  @Test
  void aDeadSandboxOfAPodThatMustNotRestartIsTheEnd() {
    var pod = Facts.pod().editSpec().withRestartPolicy("Never").endSpec().build();
    var facts = Facts.of(pod).deadSandbox().exited("web", 137);
    assertThat(plan(facts).actions()).containsExactly(new Action.Release());
  }

  @Test
  void initContainersRunOneAfterTheOther() {
    var pod = Facts.podWithInit().build();
    assertThat(plan(Facts.of(pod).sandbox()).actions()).containsExactly(start("setup", 0, 0));
    assertThat(plan(Facts.of(pod).sandbox().running("setup")).actions()).isEmpty();
    assertThat(plan(Facts.of(pod).sandbox().exited("setup", 0)).actions())
        .containsExactly(start("web", 0, 0));
  }

  @Test
  void aRunningInitContainerIsLookedAtSoon() {
    var decision =
        PodPlan.of(
            Facts.of(Facts.podWithInit().build()).sandbox().running("setup").build(),
            NOW.minusSeconds(50).plusMillis(20));
    assertThat(decision.wakeAt()).contains(NOW.minusSeconds(50).plusMillis(70));
  }

  @Test
  void initContainersAreNotRunAgainOnceAMainOneWasSeen() {
    var facts = Facts.of(Facts.podWithInit().build()).sandbox().running("web");
    assertThat(plan(facts).actions()).isEmpty();
  }

  @Test
  void mainContainersWaitUntilTheSidecarHasStarted() {
    var pod = Facts.podWithSidecar().build();
    var starting = new ProbeFacts(false, false, Optional.empty());
    assertThat(plan(Facts.of(pod).sandbox().running("mesh", starting)).actions()).isEmpty();
    assertThat(plan(Facts.of(pod).sandbox().running("mesh")).actions())
        .containsExactly(start("web", 0, 0));
  }

  @Test
  void aSidecarThatEndedStartsAgainWhateverThePodsPolicy() {
    var pod = Facts.podWithSidecar().editSpec().withRestartPolicy("Never").endSpec().build();
    var facts = Facts.of(pod).sandbox().exited("mesh", 0).running("web");
    assertThat(plan(facts).actions()).containsExactly(start("mesh", 1, 1));
  }

  @Test
  void theFirstRestartIsImmediateAndTheSecondWaitsTenSeconds() {
    var pod = Facts.pod().build();
    assertThat(plan(Facts.of(pod).sandbox().exited("web", 1)).actions())
        .containsExactly(start("web", 1, 1));
    var second = plan(Facts.of(pod).sandbox().exited("web", 1, Duration.ofSeconds(1), 1));
    assertThat(second.actions()).isEmpty();
    assertThat(second.wakeAt()).contains(NOW.plusSeconds(9));
  }

  @Test
  void restartPolicyOnFailureRestartsFailuresOnly() {
    var pod = Facts.pod().editSpec().withRestartPolicy("OnFailure").endSpec().build();
    assertThat(plan(Facts.of(pod).sandbox().exited("web", 1)).actions())
        .containsExactly(start("web", 1, 1));
    assertThat(plan(Facts.of(pod).sandbox().exited("web", 0)).actions())
        .containsExactly(new StopSandbox(SANDBOX));
  }

  @Test
  void aFailedLivenessProbeKillsWithThePodsGrace() {
    var facts = Facts.of(Facts.pod().build()).sandbox().failing("web", "Liveness");
    assertThat(plan(facts).actions())
        .containsExactly(
            new KillContainers(
                List.of(
                    new Kill(
                        "web-id-0",
                        "web",
                        "Container web failed liveness probe, will be restarted",
                        Duration.ofSeconds(30)))));
  }

  @Test
  void aChangedImageRestartsTheContainer() {
    var before = Facts.of(Facts.pod().build()).sandbox().running("web").build();
    var changed =
        Facts.pod().editSpec().editFirstContainer().withImage("web:2").endContainer().endSpec();
    var facts =
        new PodState(
            changed.build(),
            true,
            before.observed(),
            before.actionFailures(),
            before.probes(),
            before.stop(),
            before.stoppingSince(),
            before.released());
    assertThat(PodPlan.of(facts, NOW).actions())
        .singleElement()
        .isInstanceOfSatisfying(
            KillContainers.class,
            kill -> assertThat(kill.kills().getFirst().message()).contains("definition changed"));
  }

  @Test
  void aContainerThatNeverStartedIsRemovedFirst() {
    assertThat(plan(Facts.of(Facts.pod().build()).sandbox().created("web")).actions())
        .containsExactly(new RemoveContainer("web-id", ""));
  }

  @Test
  void onlyTheLastDeadAttemptIsKept() {
    var facts =
        Facts.of(Facts.pod().build()).sandbox().exited("web", 1).exited("web", 1).running("web");
    assertThat(plan(facts).actions())
        .containsExactly(new RemoveContainer("web-id-0", "/logs/web-id-0"));
  }

  @Test
  void attemptsContinueFromWhatTheApiServerWasTold() {
    var pod =
        Facts.pod()
            .withNewStatus()
            .addNewContainerStatus()
            .withName("web")
            .withContainerID("containerd://lost")
            .withRestartCount(4)
            .withNewState()
            .endState()
            .endContainerStatus()
            .endStatus()
            .build();
    assertThat(plan(Facts.of(pod).sandbox()).actions()).containsExactly(start("web", 5, 0));
  }

  @Test
  void aWaitingContainerDoesNotKeepOthersBack() {
    var pod =
        Facts.pod()
            .editSpec()
            .addNewContainer()
            .withName("other")
            .withImage("o:1")
            .endContainer()
            .endSpec()
            .build();
    var decision =
        plan(
            Facts.of(pod)
                .sandbox()
                .actionFailure("web", "ImagePullBackOff", Duration.ofSeconds(7)));
    assertThat(decision.actions()).containsExactly(start("other", 0, 0));
    assertThat(decision.wakeAt()).contains(NOW.plusSeconds(7));
  }

  @Test
  void anEphemeralContainerStartsWhateverTheInitContainersDo() {
    var pod = Facts.podLookedInto().build();
    assertThat(plan(Facts.of(pod).sandbox().running("setup")).actions())
        .containsExactly(start("look", 0, 0));
  }

  @Test
  void anEphemeralContainerThatEndedIsLeftAlone() {
    var pod = Facts.podLookedInto().build();
    var facts = Facts.of(pod).sandbox().exited("setup", 0).running("web").exited("look", 1);
    assertThat(plan(facts).actions()).isEmpty();
  }

  @Test
  void anEphemeralContainerLostWithItsSandboxIsNotStartedAgain() {
    var pod =
        Facts.podLookedInto()
            .withNewStatus()
            .addNewEphemeralContainerStatus()
            .withName("look")
            .withContainerID("x://1")
            .withRestartCount(0)
            .endEphemeralContainerStatus()
            .endStatus()
            .build();
    var facts = Facts.of(pod).sandbox().exited("setup", 0).running("web");
    assertThat(plan(facts).actions()).isEmpty();
  }

  @Test
  void theActiveDeadlineWakesAndThenEndsThePod() {
    var pod =
        Facts.pod()
            .editSpec()
            .withActiveDeadlineSeconds(60L)
            .endSpec()
            .withNewStatus()
            .withStartTime("2026-05-01T11:59:30Z")
            .endStatus()
            .build();
    assertThat(plan(Facts.of(pod).sandbox().running("web")).wakeAt()).contains(NOW.plusSeconds(30));
    assertThat(PodPlan.overdue(pod, NOW)).isEmpty();
    assertThat(PodPlan.overdue(pod, NOW.plusSeconds(30)).map(PodState.Stop::reason))
        .contains("DeadlineExceeded");
  }
}
