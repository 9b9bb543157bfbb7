package dev.quarterdeck.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.runtime.PodCgroups;
import dev.quarterdeck.cri.fixture.ContainerdFixture;
import dev.quarterdeck.cri.fixture.TestImages;
import dev.quarterdeck.model.time.Time;
import dev.quarterdeck.proto.cri.v1.ContainerFilter;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pods with real processes: what the simulated runtime cannot show. */
@Tag("containerd")
class ContainerdPodTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
  private static ContainerdFixture containerd;
  private FakeNode node;

  @BeforeAll
  static void startContainerd() throws Exception {
    containerd = ContainerdFixture.start();
  }

  @AfterAll
  static void stopContainerd() throws Exception {
    containerd.close();
  }

  @BeforeEach
  void start() {
    node = newNode();
  }

  @AfterEach
  void stop() throws Exception {
    List.copyOf(node.api.keySet()).forEach(uid -> node.delete(uid, 1));
    await("nothing left", () -> node.sandboxes() == 0);
    node.close();
  }

  private static FakeNode newNode() {
    return new FakeNode(
        containerd.endpoint(),
        containerd.folder(),
        Time.system(),
        containerd.cgroupParent(),
        PodCgroups.at(CGROUPS, containerd.cgroupParent()));
  }

  private static PodBuilder pod(String... command) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName("a")
        .withUid("a-uid")
        .endMetadata()
        .withNewSpec()
        .withTerminationGracePeriodSeconds(30L)
        .addNewContainer()
        .withName("c")
        .withImage(TestImages.BUSYBOX)
        .withImagePullPolicy("IfNotPresent")
        .withCommand(command)
        .endContainer()
        .endSpec();
  }

  private void await(String what, BooleanSupplier condition) {
    Awaitility.await(what)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(
            () ->
                assertThat(condition.getAsBoolean())
                    .as("%s: %s %s", what, node.api, node.events)
                    .isTrue());
  }

  private boolean isReady() {
    var status = node.status("a-uid");
    return status != null
        && status.getConditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  private String output(String... command) {
    var id = node.runtime().listContainers(ContainerFilter.getDefaultInstance()).getFirst().getId();
    return node.runtime().execSync(id, List.of(command), LIMIT).stdout();
  }

  @Test
  void limitsReachTheKernel() throws Exception {
    var limits = Map.of("cpu", new Quantity("500m"), "memory", new Quantity("32Mi"));
    node.bind(
        pod("sleep", "3600")
            .editSpec()
            .editFirstContainer()
            .withNewResources()
            .withRequests(limits) // as the API server's defaulting sets them
            .withLimits(limits)
            .endResources()
            .endContainer()
            .endSpec()
            .build());
    await("ready", this::isReady);
    var path = containerd.cgroupParent().substring(1) + "/kubepods/poda-uid";
    var unified = Files.exists(CGROUPS.resolve("cgroup.controllers"));
    var memory =
        unified
            ? CGROUPS.resolve(path).resolve("memory.max")
            : CGROUPS.resolve("memory").resolve(path).resolve("memory.limit_in_bytes");
    assertThat(memory).hasContent(Long.toString(32L << 20));
  }

  @Test
  void securityContextReachesTheProcess() throws Exception {
    node.bind(
        pod("sleep", "3600")
            .editSpec()
            .editFirstContainer()
            .withNewSecurityContext()
            .withRunAsUser(1234L)
            .withRunAsGroup(2345L)
            .withReadOnlyRootFilesystem(true)
            .withAllowPrivilegeEscalation(false)
            .withNewCapabilities()
            .addToDrop("ALL")
            .endCapabilities()
            .endSecurityContext()
            .endContainer()
            .endSpec()
            .build());
    await("ready", this::isReady);
    var status = output("cat", "/proc/self/status");
    assertThat(status)
        .containsPattern("Uid:\\s1234")
        .containsPattern("Gid:\\s2345")
        .containsPattern("NoNewPrivs:\\s1")
        .containsPattern("CapBnd:\\s0000000000000000");
    assertThat(output("sh", "-c", "touch /x || echo refused")).isEqualTo("refused\n");
  }

  @Test
  void hostNetworkPodsShareTheHostsNamespace() throws Exception {
    node.bind(pod("sleep", "3600").editSpec().withHostNetwork(true).endSpec().build());
    await("ready", this::isReady);
    assertThat(node.status("a-uid").getPodIP()).isEqualTo("192.0.2.1");
    var own = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
    assertThat(output("busybox", "readlink", "/proc/self/ns/net").strip()).isEqualTo(own);
  }

  @Test
  void processesOutliveTheAgentAndTheRuntime() throws Exception {
    node.bind(pod("sleep", "3600").build());
    await("ready", this::isReady);
    var started = output("cat", "/proc/1/stat");
    var bound = node.api.get("a-uid");
    node.close();
    containerd.killContainerd();
    containerd.startContainerd();
    node = newNode();
    node.bind(bound);
    await("seen", () -> node.workers.all().size() == 1);
    assertThat(output("cat", "/proc/1/stat").split(" ")[21]).isEqualTo(started.split(" ")[21]);
    assertThat(node.written).isEmpty();
  }

  @Test
  void hooksRunAndTheSignalIsHeeded() throws Exception {
    node.bind(
        pod("sh", "-c", "trap 'echo caught >> /log; exit 7' TERM; while true; do sleep 0.1; done")
            .editSpec()
            .editFirstContainer()
            .withNewLifecycle()
            .withNewPostStart()
            .withNewExec()
            .withCommand("sh", "-c", "echo post > /log")
            .endExec()
            .endPostStart()
            .withNewPreStop()
            .withNewExec()
            .withCommand("sh", "-c", "echo pre >> /log; false")
            .endExec()
            .endPreStop()
            .endLifecycle()
            .endContainer()
            .endSpec()
            .build());
    await("ready", this::isReady);
    assertThat(output("cat", "/log")).isEqualTo("post\n");
    node.delete("a-uid", 30);
    await("gone", () -> node.api.isEmpty());
    var end = node.written.getLast().getContainerStatuses().getFirst().getState().getTerminated();
    assertThat(end.getExitCode()).isEqualTo(7);
    assertThat(node.events).anyMatch(e -> e.startsWith("FailedPreStopHook"));
  }

  @Test
  void anEphemeralContainerSeesTheProcessesOfItsTarget() throws Exception {
    node.bind(pod("sleep", "3456").build());
    await("ready", this::isReady);
    node.change("a-uid", ContainerdPodTest::lookedInto);
    await(
        "looked",
        () ->
            node.status("a-uid").getEphemeralContainerStatuses().stream()
                .anyMatch(c -> c.getState().getTerminated() != null));
    var looked = node.status("a-uid").getEphemeralContainerStatuses().getFirst();
    assertThat(looked.getState().getTerminated().getExitCode()).isZero();
    assertThat(isReady()).isTrue();
  }

  private static Pod lookedInto(Pod pod) {
    return new PodBuilder(pod)
        .editSpec()
        .addNewEphemeralContainer()
        .withName("look")
        .withImage(TestImages.BUSYBOX)
        .withImagePullPolicy("IfNotPresent")
        .withCommand("sh", "-c", "tr '\\0' ' ' < /proc/1/cmdline | grep -qx 'sleep 3456 '")
        .withTargetContainerName("c")
        .endEphemeralContainer()
        .endSpec()
        .build();
  }

  @Test
  void outOfMemoryIsNamed() throws Exception {
    node.bind(
        pod("sh", "-c", "x=x; while true; do x=$x$x; done")
            .editSpec()
            .withRestartPolicy("Never")
            .editFirstContainer()
            .withNewResources()
            .withLimits(Map.of("memory", new Quantity("16Mi")))
            .endResources()
            .endContainer()
            .endSpec()
            .build());
    await(
        "failed",
        () -> node.status("a-uid") != null && "Failed".equals(node.status("a-uid").getPhase()));
    var end = node.status("a-uid").getContainerStatuses().getFirst().getState().getTerminated();
    assertThat(end.getReason()).isEqualTo("OOMKilled");
    assertThat(end.getExitCode()).isEqualTo(137);
  }
}
