package dev.quarterdeck.agent.phase;

import static dev.quarterdeck.agent.plan.Facts.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.plan.Facts;
import dev.quarterdeck.agent.plan.PodState.ProbeFacts;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodStatusesTest {

  private static final NodeIdentity NODE =
      new NodeIdentity("n1", List.of("192.0.2.1"), "containerd");

  private static PodStatus status(Facts facts) {
    return PodStatuses.of(facts.build(), NODE, NOW);
  }

  private static PodCondition condition(PodStatus status, String type) {
    return status.getConditions().stream()
        .filter(c -> c.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private static Pod never() {
    return Facts.pod().editSpec().withRestartPolicy("Never").endSpec().build();
  }

  @Test
  void aNewPodIsPendingAndItsContainerBeingCreated() {
    var status = status(Facts.of(Facts.pod().build()));
    assertThat(status.getPhase()).isEqualTo("Pending");
    assertThat(status.getContainerStatuses().getFirst().getState().getWaiting().getReason())
        .isEqualTo("ContainerCreating");
    assertThat(status.getStartTime()).isEqualTo("2026-05-01T12:00:00Z");
    assertThat(status.getQosClass()).isEqualTo("BestEffort");
    assertThat(status.getHostIP()).isEqualTo("192.0.2.1");
    assertThat(status.getPodIP()).isNull();
    assertThat(condition(status, "PodReadyToStartContainers").getStatus()).isEqualTo("False");
    assertThat(condition(status, "Initialized").getStatus()).isEqualTo("True");
    assertThat(condition(status, "PodScheduled").getStatus()).isEqualTo("True");
  }

  @Test
  void aRunningPodIsReady() {
    var status = status(Facts.of(Facts.pod().build()).sandbox().running("web"));
    assertThat(status.getPhase()).isEqualTo("Running");
    assertThat(status.getPodIP()).isEqualTo(Facts.IP);
    assertThat(condition(status, "Ready").getStatus()).isEqualTo("True");
    assertThat(condition(status, "Ready").getObservedGeneration()).isEqualTo(1);
    var container = status.getContainerStatuses().getFirst();
    assertThat(container.getContainerID()).isEqualTo("containerd://web-id-0");
    assertThat(container.getReady()).isTrue();
    assertThat(container.getStarted()).isTrue();
    assertThat(container.getState().getRunning().getStartedAt()).isEqualTo("2026-05-01T11:59:10Z");
  }

  @Test
  void anUnreadyContainerIsNamed() {
    var unready = new ProbeFacts(true, false, Optional.empty());
    var status = status(Facts.of(Facts.pod().build()).sandbox().running("web", unready));
    assertThat(status.getPhase()).isEqualTo("Running");
    var ready = condition(status, "Ready");
    assertThat(ready.getStatus()).isEqualTo("False");
    assertThat(ready.getReason()).isEqualTo("ContainersNotReady");
    assertThat(ready.getMessage()).isEqualTo("containers with unready status: [web]");
  }

  @Test
  void transitionTimesStayWhileTheStatusStays() {
    var pod =
        Facts.pod()
            .withNewStatus()
            .withConditions(
                new PodConditionBuilder()
                    .withType("Ready")
                    .withStatus("True")
                    .withLastTransitionTime("2026-05-01T10:00:00Z")
                    .build())
            .endStatus()
            .build();
    var ready = condition(status(Facts.of(pod).sandbox().running("web")), "Ready");
    assertThat(ready.getLastTransitionTime()).isEqualTo("2026-05-01T10:00:00Z");
    var later = condition(status(Facts.of(pod).sandbox().exited("web", 1)), "Ready");
    assertThat(later.getLastTransitionTime()).isEqualTo("2026-05-01T12:00:00Z");
  }

  @Test
  void conditionsOfOthersStayAndGatesCount() {
    var pod =
        Facts.pod()
            .editSpec()
            .addNewReadinessGate("example.org/open")
            .endSpec()
            .withNewStatus()
            .addNewCondition()
            .withType("example.org/open")
            .withStatus("False")
            .endCondition()
            .endStatus()
            .build();
    var status = status(Facts.of(pod).sandbox().running("web"));
    assertThat(condition(status, "example.org/open").getStatus()).isEqualTo("False");
    assertThat(condition(status, "ContainersReady").getStatus()).isEqualTo("True");
    assertThat(condition(status, "Ready").getReason()).isEqualTo("ReadinessGatesNotReady");
  }

  @Test
  void aCrashLoopSaysHowLongItWaits() {
    var facts = Facts.of(Facts.pod().build()).sandbox().exited("web", 3, Duration.ofSeconds(1), 2);
    var container = status(facts).getContainerStatuses().getFirst();
    assertThat(container.getState().getWaiting().getReason()).isEqualTo("CrashLoopBackOff");
    assertThat(container.getState().getWaiting().getMessage())
        .isEqualTo("back-off 20s restarting failed container=web pod=p_default(uid-1)");
    assertThat(container.getLastState().getTerminated().getExitCode()).isEqualTo(3);
    assertThat(status(facts).getPhase()).isEqualTo("Running");
  }

  @Test
  void aRestartedContainerKeepsItsLastEnd() {
    var facts = Facts.of(Facts.pod().build()).sandbox().exited("web", 3).running("web");
    var container = status(facts).getContainerStatuses().getFirst();
    assertThat(container.getRestartCount()).isEqualTo(1);
    assertThat(container.getLastState().getTerminated().getExitCode()).isEqualTo(3);
  }

  @Test
  void aFailedActionIsTheWaitingReason() {
    var facts =
        Facts.of(Facts.pod().build())
            .sandbox()
            .actionFailure("web", "ImagePullBackOff", Duration.ofSeconds(5));
    var waiting = status(facts).getContainerStatuses().getFirst().getState().getWaiting();
    assertThat(waiting.getReason()).isEqualTo("ImagePullBackOff");
    assertThat(waiting.getMessage()).isEqualTo("because");
    assertThat(status(facts).getPhase()).isEqualTo("Pending");
  }

  @Test
  void initContainersKeepThePodPending() {
    var pod = Facts.podWithInit().build();
    var status = status(Facts.of(pod).sandbox().running("setup"));
    assertThat(status.getPhase()).isEqualTo("Pending");
    assertThat(condition(status, "Initialized").getMessage())
        .isEqualTo("containers with incomplete status: [setup]");
    assertThat(status.getContainerStatuses().getFirst().getState().getWaiting().getReason())
        .isEqualTo("PodInitializing");
    var after = status(Facts.of(pod).sandbox().exited("setup", 0).running("web"));
    assertThat(after.getPhase()).isEqualTo("Running");
    assertThat(after.getInitContainerStatuses().getFirst().getReady()).isTrue();
  }

  @Test
  void podsThatMustNotRestartEndAsTheirContainersDid() {
    assertThat(status(Facts.of(never()).sandbox().exited("web", 0)).getPhase())
        .isEqualTo("Succeeded");
    var failed = status(Facts.of(never()).sandbox().exited("web", 2));
    assertThat(failed.getPhase()).isEqualTo("Failed");
    assertThat(condition(failed, "Ready").getReason()).isEqualTo("PodFailed");
  }

  @Test
  void aFailedInitContainerFailsAPodThatMustNotRestart() {
    var pod = Facts.podWithInit().editSpec().withRestartPolicy("Never").endSpec().build();
    assertThat(status(Facts.of(pod).sandbox().exited("setup", 1)).getPhase()).isEqualTo("Failed");
  }

  @Test
  void anOverduePodFailsWithItsReason() {
    var status = status(Facts.of(Facts.pod().build()).sandbox().running("web").stop("Evicted"));
    assertThat(status.getPhase()).isEqualTo("Failed");
    assertThat(status.getReason()).isEqualTo("Evicted");
  }

  @Test
  void ofARejectedPodNothingIsToldButThat() {
    var status = status(Facts.of(Facts.pod().build()).rejected("SysctlForbidden"));
    assertThat(status.getPhase()).isEqualTo("Failed");
    assertThat(status.getReason()).isEqualTo("SysctlForbidden");
    assertThat(status.getMessage()).isEqualTo("Pod was rejected: not here");
    assertThat(status.getContainerStatuses()).isEmpty();
    assertThat(status.getHostIP()).isNull();

    var later = Facts.of(Facts.pod().withStatus(status).build());
    assertThat(status(later)).as("by an agent that starts later").isEqualTo(status);
  }

  @Test
  void anEndedPhaseIsFinal() {
    var pod = Facts.pod().withNewStatus().withPhase("Failed").endStatus().build();
    assertThat(status(Facts.of(pod).sandbox().running("web")).getPhase()).isEqualTo("Failed");
  }

  @Test
  void aContainerTheRuntimeLostIsSaidToBeUnknown() {
    var running = status(Facts.of(Facts.pod().build()).sandbox().running("web"));
    var pod = Facts.pod().withStatus(running).build();
    var container = status(Facts.of(pod)).getContainerStatuses().getFirst();
    assertThat(container.getState().getWaiting().getReason()).isEqualTo("ContainerCreating");
    assertThat(container.getLastState().getTerminated().getReason())
        .isEqualTo("ContainerStatusUnknown");
  }

  @Test
  void anEphemeralContainersEndSaysNothingOfThePod() {
    var pod = Facts.podLookedInto().build();
    var status =
        status(Facts.of(pod).sandbox().exited("setup", 0).running("web").exited("look", 3));
    var ended = status.getEphemeralContainerStatuses().getFirst();
    assertThat(ended.getName()).isEqualTo("look");
    assertThat(ended.getState().getTerminated().getExitCode()).isEqualTo(3);
    assertThat(ended.getReady()).isFalse();
    assertThat(status.getPhase()).isEqualTo("Running");
    assertThat(condition(status, "Ready").getStatus()).isEqualTo("True");
  }

  @Test
  void hostNetworkPodsHaveTheNodesAddress() {
    var pod = Facts.pod().editSpec().withHostNetwork(true).endSpec().build();
    assertThat(status(Facts.of(pod)).getPodIP()).isEqualTo("192.0.2.1");
  }
}
