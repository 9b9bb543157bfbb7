package dev.quarterdeck.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.fixture.Steps;
import dev.quarterdeck.agent.runtime.PodObserver;
import dev.quarterdeck.cri.sim.SimOptions;
import dev.quarterdeck.cri.sim.SimulatedCri;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.SteppedTime;
import dev.quarterdeck.proto.cri.v1.ContainerFilter;
import dev.quarterdeck.proto.cri.v1.ContainerState;
import dev.quarterdeck.proto.cri.v1.PodSandbox;
import dev.quarterdeck.proto.cri.v1.PodSandboxFilter;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole pod lives against the simulated runtime. */
class PodWorkersTest {

  private static final Duration STEP = Duration.ofMillis(50);

  @TempDir Path folder;
  private final SteppedTime time = new SteppedTime(Instant.parse("2026-05-01T12:00:00Z"));
  private SimulatedCri sim;
  private FakeNode node;

  @BeforeEach
  void start() throws Exception {
    sim = SimulatedCri.start(folder.resolve("s"), options());
    node = newNode();
  }

  private SimOptions options() {
    return SimOptions.DEFAULT.withPodCidr("10.9.0.0/24").withTime(time);
  }

  private FakeNode newNode() {
    return new FakeNode(sim.endpoint(), folder, time);
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
    Steps.until(time, STEP, "%s: %s %s".formatted(what, node.api, node.events), condition);
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
    await("it settles", () -> node.context().statuses().isReflectedIn(node.api.get("a-uid")));
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
    await("gone from the node", () -> node.workers.uids().isEmpty());
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
  void anInitContainerThatSucceededAtTheSecondTryIsShownSoWithinASecond() throws Exception {
    node.bind(
        pod("a", "sleep", "infinity")
            .editMetadata()
            .withAnnotations(
                Map.of(
                    "sim.quarterdeck.dev/exit-after.i", "2s",
                    "sim.quarterdeck.dev/exit-code.i", "1,0"))
            .endMetadata()
            .editSpec()
            .addNewInitContainer()
            .withName("i")
            .withImage("example.org/app:1")
            .endInitContainer()
            .endSpec()
            .build());
    await("the main container runs", () -> runningContainers() == 1 && containerIds().size() == 3);
    Steps.standing("its worker waits", () -> time.nextDeadline().isPresent());

    time.advance(Duration.ofSeconds(1));

    Steps.standing(
        "both ends are told: " + node.api,
        () -> {
          var init = status("a").getInitContainerStatuses().getFirst();
          var last = init.getLastState().getTerminated();
          return is("a", "Running")
              && init.getState().getTerminated() != null
              && init.getState().getTerminated().getExitCode() == 0
              && init.getRestartCount() == 1
              && last != null
              && last.getExitCode() == 1;
        });
  }

  private long runningContainers() {
    return node.runtime().listContainers(ContainerFilter.getDefaultInstance()).stream()
        .filter(c -> c.getState() == ContainerState.CONTAINER_RUNNING)
        .filter(c -> c.getMetadata().getName().equals("c"))
        .count();
  }

  @Test
  void nothingIsUnmountedWhileAMountIsStillInProgress() throws Exception {
    node.mountsMayEnd.drainPermits();
    node.bind(pod("a", "sleep", "infinity").build());
    await("it mounts", () -> node.mountsInProgress.get() == 1);

    node.delete("a-uid", 1);
    Awaitility.await()
        .during(Duration.ofMillis(500))
        .until(() -> !node.unmountedWhileMounting.get());

    node.mountsMayEnd.release(Integer.MAX_VALUE);
    await("gone", () -> node.api.isEmpty() && node.sandboxes() == 0);
    assertThat(node.unmountedWhileMounting).isFalse();
    assertThat(node.mounted).isEmpty();
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
    var began = time.instant();
    node.bind(pod("a", "sleep", "infinity").build());
    await("ready", () -> isReady("a"));
    assertThat(node.events).filteredOn(e -> e.equals("FailedMount not there yet")).hasSize(2);
    assertThat(Duration.between(began, time.instant())).isGreaterThan(Duration.ofMillis(1500));
  }

  @Test
  void aPodRunsWithTheHandlerOfItsRuntimeClassAndWaitsForAClassThatIsNotThere() throws Exception {
    node.bind(
        pod("a", "sleep", "infinity").editSpec().withRuntimeClassName("fast").endSpec().build());
    await(
        "told",
        () ->
            node.events.contains(
                "FailedCreatePodSandBox Failed to create pod sandbox: "
                    + "runtimeclass.node.k8s.io \"fast\" not found"));
    await("pending", () -> is("a", "Pending"));
    assertThat(node.sandboxes()).isZero();

    node.runtimeClasses.put("fast", "kata-fc");
    await("ready", () -> isReady("a"));
    assertThat(node.runtime().listPodSandboxes(PodSandboxFilter.getDefaultInstance()))
        .extracting(PodSandbox::getRuntimeHandler)
        .containsExactly("kata-fc");
  }

  @Test
  void aPodWithAnUnsafeSysctlFailsUnlessTheNodeAllowsIt() throws Exception {
    node.bind(withSysctl("bad", "kernel.shmmax"));
    node.bind(withSysctl("good", "net.core.somaxconn"));
    await("rejected", () -> is("bad", "Failed"));
    assertThat(status("bad").getReason()).isEqualTo("SysctlForbidden");
    assertThat(status("bad").getMessage())
        .isEqualTo("Pod was rejected: forbidden sysctl: \"kernel.shmmax\" not allowlisted");
    assertThat(node.events)
        .contains("SysctlForbidden forbidden sysctl: \"kernel.shmmax\" not allowlisted");
    await("ready", () -> isReady("good"));
    assertThat(node.sandboxes()).isEqualTo(1);
  }

  private static Pod withSysctl(String name, String sysctl) {
    return pod(name, "sleep", "infinity")
        .editSpec()
        .withNewSecurityContext()
        .addNewSysctl(sysctl, "1024")
        .endSecurityContext()
        .endSpec()
        .build();
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
    node = newNode();
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
    node = newNode();
    PodObserver.all(node.runtime()).forEach(node.workers::endOrphan);
    await("ended", () -> node.sandboxes() == 0 && node.workers.uids().isEmpty());
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
    await("no worker left", () -> node.workers.uids().isEmpty());
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
    sim = SimulatedCri.start(folder.resolve("s"), options());
    // The new simulated runtime has forgotten everything, as a host that booted anew.
    await("started again", () -> container("a").getRestartCount() >= 1 && isReady("a"));
    assertThat(node.written.size()).isGreaterThan(writes);
  }
}
