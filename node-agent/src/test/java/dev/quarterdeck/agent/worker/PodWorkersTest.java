package dev.quarterdeck.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.runtime.PodObserver;
import dev.quarterdeck.cri.sim.SimOptions;
import dev.quarterdeck.cri.sim.SimulatedCri;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.proto.cri.v1.ContainerFilter;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole pod lives against the simulated runtime. */
class PodWorkersTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path folder;
  private SimulatedCri sim;
  private FakeNode node;

  @BeforeEach
  void start() throws Exception {
    sim = SimulatedCri.start(folder.resolve("s"), SimOptions.DEFAULT.withPodCidr("10.9.0.0/24"));
    node = new FakeNode(sim.endpoint(), folder);
  }

  @AfterEach
  void stop() {
    node.close();
    sim.close();
  }

  private static PodBuilder pod(String name, String... command) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(name)
        .withUid(name + "-uid")
        .withAnnotations(Map.of())
        .endMetadata()
        .withNewSpec()
        .withTerminationGracePeriodSeconds(5L)
        .addNewContainer()
        .withName("c")
        .withImage("example.org/app:1")
        .withCommand(command)
        .endContainer()
        .endSpec();
  }

  private void await(String what, BooleanSupplier condition) throws InterruptedException {
    var deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime())
          .as("%s: %s %s", what, node.api, node.events)
          .isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private PodStatus status(String name) {
    return node.status(name + "-uid");
  }

  private boolean isReady(String name) {
    var status = status(name);
    return status != null
        && status.getConditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  private boolean is(String name, String phase) {
    var status = status(name);
    return status != null && phase.equals(status.getPhase());
  }

  private ContainerStatus container(String name) {
    return status(name).getContainerStatuses().getFirst();
  }

  private List<String> containerIds() {
    return node.runtime().listContainers(ContainerFilter.getDefaultInstance()).stream()
        .map(c -> c.getId())
        .toList();
  }

  @Test
  void aReadyPodThatOthersCallNotReadySaysThatItIs() throws Exception {
    node.bind(pod("a", "sleep", "infinity").build());
    await("ready", () -> isReady("a"));
    await("it settles", () -> node.tools().statuses().isReflectedIn(node.api.get("a-uid")));
    node.overwriteStatus(
        "a-uid",
        status ->
            new PodStatusBuilder(status)
                .editMatchingCondition(c -> c.getType().equals("Ready"))
                .withStatus("False")
                .withReason("NodeNotReady")
                .endCondition()
                .build());
    await("ready again", () -> isReady("a"));
    assertThat(node.written.getLast().getConditions())
        .filteredOn(c -> c.getType().equals("Ready"))
        .allSatisfy(c -> assertThat(c.getReason()).isNull());
  }

  @Test
  void aPodStartsAndIsSeen() throws Exception {
    node.bind(pod("a", "sleep", "infinity").build());
    await("ready", () -> isReady("a"));
    assertThat(status("a").getPodIP()).startsWith("10.9.0.");
    assertThat(container("a").getContainerID()).startsWith("simulated://");
    assertThat(node.events)
        .anyMatch(e -> e.startsWith("Pulling"))
        .anyMatch(e -> e.startsWith("Created"))
        .anyMatch(e -> e.startsWith("Started"));
    var view = node.workers.find(new ObjectKey("default", "a")).orElseThrow();
    assertThat(view.container("c").orElseThrow().log()).exists();
    assertThat(node.mounted).containsExactly("a-uid");
  }

  @Test
  void aDeletedPodGoesWithAllItHad() throws Exception {
    node.bind(pod("a", "sleep", "infinity").build());
    await("ready", () -> isReady("a"));
    node.delete("a-uid", 5);
    await("gone from the API", () -> node.api.isEmpty());
    await("gone from the runtime", () -> node.sandboxes() == 0);
    await("gone from the node", () -> node.workers.known().isEmpty());
    assertThat(node.mounted).isEmpty();
    assertThat(folder.resolve("logs/default_a_a-uid")).doesNotExist();
    assertThat(node.written.getLast().getContainerStatuses().getFirst().getState().getTerminated())
        .isNotNull();
    assertThat(node.events).contains("Killing Stopping container c");
  }

  @Test
  void aShorterGraceCutsALongerOneShort() throws Exception {
    var stubborn =
        pod("a", "sleep", "infinity")
            .editMetadata()
            .withAnnotations(Map.of("sim.quarterdeck.dev/stop-after", "10m"))
            .endMetadata()
            .build();
    node.bind(stubborn);
    await("ready", () -> isReady("a"));
    node.delete("a-uid", 600);
    await("told to stop", () -> node.events.contains("Killing Stopping container c"));
    node.delete("a-uid", 1);
    await("gone", () -> node.api.isEmpty() && node.sandboxes() == 0);
  }

  @Test
  void initContainersRunBeforeTheOthers() throws Exception {
    var pod =
        pod("a", "sleep", "infinity")
            .editSpec()
            .addNewInitContainer()
            .withName("i")
            .withImage("example.org/app:1")
            .withCommand("sleep", "0.1")
            .endInitContainer()
            .endSpec()
            .build();
    node.bind(pod);
    await("ready", () -> isReady("a"));
    var init = status("a").getInitContainerStatuses().getFirst().getState().getTerminated();
    assertThat(init.getReason()).isEqualTo("Completed");
    assertThat(init.getMessage()).isEqualTo("bye 0");
    assertThat(container("a").getState().getRunning().getStartedAt())
        .isGreaterThanOrEqualTo(init.getFinishedAt());
  }

  @Test
  void aCrashingContainerRestartsOnceAndThenBacksOff() throws Exception {
    node.bind(pod("a", "false").build());
    await(
        "back-off",
        () ->
            status("a") != null
                && container("a").getState().getWaiting() != null
                && "CrashLoopBackOff".equals(container("a").getState().getWaiting().getReason()));
    assertThat(container("a").getRestartCount()).isEqualTo(1);
    assertThat(container("a").getLastState().getTerminated().getExitCode()).isEqualTo(1);
    await(
        "told in an event",
        () ->
            node.events.stream().anyMatch(e -> e.startsWith("BackOff Back-off restarting failed")));
  }

  @Test
  void aPodThatEndsIsNotStartedAgain() throws Exception {
    node.bind(pod("a", "true").editSpec().withRestartPolicy("Never").endSpec().build());
    await("succeeded", () -> is("a", "Succeeded"));
    await("released", () -> node.mounted.isEmpty());
    assertThat(containerIds()).hasSize(1);
  }

  @Test
  void anImageThatCannotBePulledIsWaitedFor() throws Exception {
    var pod =
        pod("a", "true")
            .editSpec()
            .editFirstContainer()
            .withImage("registry.invalid/x:1")
            .endContainer()
            .endSpec()
            .build();
    node.bind(pod);
    await(
        "back-off",
        () ->
            status("a") != null
                && container("a").getState().getWaiting() != null
                && "ImagePullBackOff".equals(container("a").getState().getWaiting().getReason()));
    assertThat(container("a").getState().getWaiting().getMessage())
        .startsWith("Back-off pulling image \"registry.invalid/x:1\": ErrImagePull: ");
    assertThat(node.written)
        .anyMatch(
            s ->
                "ErrImagePull"
                    .equals(
                        s.getContainerStatuses().getFirst().getState().getWaiting().getReason()));
    node.delete("a-uid", 1);
    await("gone", () -> node.api.isEmpty());
  }

  @Test
  void aVolumeThatIsNotThereYetIsTriedAgain() throws Exception {
    node.failingMounts.set(2);
    var began = System.nanoTime();
    node.bind(pod("a", "sleep", "infinity").build());
    await("ready", () -> isReady("a"));
    assertThat(node.events).filteredOn(e -> e.equals("FailedMount not there yet")).hasSize(2);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1500));
  }

  @Test
  void aContainerThatCannotBeConfiguredSaysWhy() throws Exception {
    var pod =
        pod("a", "true")
            .editSpec()
            .editFirstContainer()
            .addNewEnvFrom()
            .endEnvFrom()
            .endContainer()
            .endSpec()
            .build();
    node.bind(pod);
    await(
        "reason",
        () ->
            status("a") != null
                && "CreateContainerConfigError"
                    .equals(container("a").getState().getWaiting().getReason()));
    assertThat(container("a").getState().getWaiting().getMessage())
        .isEqualTo("configmap \"absent\" not found");
  }

  @Test
  void aNewAgentTakesOverWithoutATouch() throws Exception {
    node.bind(pod("a", "sleep", "infinity").build());
    await("ready", () -> isReady("a"));
    var ids = containerIds();
    var before = node.api.get("a-uid");
    node.close();
    node = new FakeNode(sim.endpoint(), folder);
    node.bind(before);
    await("seen", () -> node.workers.find(new ObjectKey("default", "a")).isPresent());
    assertThat(containerIds()).isEqualTo(ids);
    assertThat(node.written).isEmpty();
  }

  @Test
  void podsUnknownToTheApiServerAreEnded() throws Exception {
    node.bind(pod("a", "sleep", "infinity").build());
    await("ready", () -> isReady("a"));
    node.close();
    node = new FakeNode(sim.endpoint(), folder);
    PodObserver.all(node.runtime()).forEach(node.workers::orphan);
    await("ended", () -> node.sandboxes() == 0 && node.workers.known().isEmpty());
  }

  @Test
  void aKilledContainerIsStartedAgain() throws Exception {
    node.bind(pod("a", "sleep", "infinity").build());
    await("ready", () -> isReady("a"));
    node.runtime().stopContainer(containerIds().getFirst(), Duration.ZERO);
    await("restarted", () -> container("a").getRestartCount() == 1 && isReady("a"));
    assertThat(container("a").getLastState().getTerminated().getExitCode()).isEqualTo(137);
  }

  @Test
  void aStoppedSandboxIsReplaced() throws Exception {
    node.bind(pod("a", "sleep", "infinity").build());
    await("ready", () -> isReady("a"));
    var view = node.workers.find(new ObjectKey("default", "a")).orElseThrow();
    node.runtime().stopPodSandbox(view.sandboxId().orElseThrow());
    // Twice, if the container's end was seen before the sandbox's.
    await("restarted", () -> container("a").getRestartCount() >= 1 && isReady("a"));
    var now = node.workers.find(new ObjectKey("default", "a")).orElseThrow();
    assertThat(now.sandboxId()).isPresent().isNotEqualTo(view.sandboxId());
  }

  @Test
  void aHundredPodsStartSideBySide() throws Exception {
    IntStream.range(0, 100).forEach(i -> node.bind(pod("p" + i, "sleep", "infinity").build()));
    await("all ready", () -> IntStream.range(0, 100).allMatch(i -> isReady("p" + i)));
    IntStream.range(0, 100).forEach(i -> node.delete("p" + i + "-uid", 1));
    await("all gone", () -> node.api.isEmpty() && node.sandboxes() == 0);
    await("no worker left", () -> node.workers.known().isEmpty());
    await("no log left", () -> folder.resolve("logs").toFile().list().length == 0);
  }

  @Test
  void aPodSurvivesItsHostsReboot() throws Exception {
    Pod pod = pod("a", "sleep", "infinity").build();
    node.bind(pod);
    await("ready", () -> isReady("a"));
    var writes = node.written.size();
    sim.close();
    node.workers.wake("a-uid");
    sim = SimulatedCri.start(folder.resolve("s"), SimOptions.DEFAULT.withPodCidr("10.9.0.0/24"));
    // The new simulated runtime has forgotten everything, as a host that booted anew.
    await("started again", () -> container("a").getRestartCount() >= 1 && isReady("a"));
    assertThat(node.written.size()).isGreaterThan(writes);
  }
}
