package dev.quarterdeck.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.proto.cri.v1.AuthConfig;
import dev.quarterdeck.proto.cri.v1.ContainerConfig;
import dev.quarterdeck.proto.cri.v1.ContainerFilter;
import dev.quarterdeck.proto.cri.v1.ContainerMetadata;
import dev.quarterdeck.proto.cri.v1.ContainerState;
import dev.quarterdeck.proto.cri.v1.ContainerStateValue;
import dev.quarterdeck.proto.cri.v1.ContainerStatus;
import dev.quarterdeck.proto.cri.v1.ImageSpec;
import dev.quarterdeck.proto.cri.v1.LinuxPodSandboxConfig;
import dev.quarterdeck.proto.cri.v1.PodSandboxConfig;
import dev.quarterdeck.proto.cri.v1.PodSandboxFilter;
import dev.quarterdeck.proto.cri.v1.PodSandboxMetadata;
import dev.quarterdeck.proto.cri.v1.PodSandboxState;
import dev.quarterdeck.proto.cri.v1.PodSandboxStateValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the agent relies on in any CRI runtime. */
abstract class CriContract {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final String uid = UUID.randomUUID().toString();

  abstract CriConnection connection();

  abstract String image();

  abstract String cgroupParent();

  abstract Path logs();

  private CriRuntime runtime() {
    return connection().runtime();
  }

  @AfterEach
  void removeSandboxes() {
    for (var sandbox : runtime().listPodSandboxes(mine().build())) {
      runtime().removePodSandbox(sandbox.getId());
    }
  }

  @Test
  void namesItselfAndIsReady() {
    assertThat(runtime().version().getRuntimeName()).isNotEmpty();
    assertThat(runtime().status(false).getStatus().getConditionsList())
        .allSatisfy(c -> assertThat(c.getStatus()).as(c.getType()).isTrue())
        .extracting(c -> c.getType())
        .contains("RuntimeReady", "NetworkReady");
  }

  @Test
  void sandboxHasAnAddressAndGivesBackWhatItWasGiven() {
    var id = runtime().runPodSandbox(sandbox("a"), "");
    var status = runtime().podSandboxStatus(id);
    assertThat(status.getState()).isEqualTo(PodSandboxState.SANDBOX_READY);
    assertThat(status.getNetwork().getIp()).matches("\\d+\\.\\d+\\.\\d+\\.\\d+");
    assertThat(status.getAnnotationsMap()).containsEntry("note", "kept as it is");
    assertThat(status.getMetadata().getName()).isEqualTo("a");
    assertThat(status.getCreatedAt()).isPositive();
  }

  @Test
  void sandboxNamesAreUnique() {
    runtime().runPodSandbox(sandbox("a"), "");
    assertThatThrownBy(() -> runtime().runPodSandbox(sandbox("a"), ""))
        .isInstanceOf(CriFault.class)
        .hasMessageContaining("reserved");
  }

  @Test
  void stoppedSandboxIsNotReadyAndStaysListed() {
    var id = runtime().runPodSandbox(sandbox("a"), "");
    runtime().stopPodSandbox(id);
    runtime().stopPodSandbox(id);
    var notReady = PodSandboxStateValue.newBuilder().setState(PodSandboxState.SANDBOX_NOTREADY);
    assertThat(runtime().listPodSandboxes(mine().setState(notReady).build()))
        .extracting(s -> s.getId())
        .containsExactly(id);
    runtime().removePodSandbox(id);
    runtime().removePodSandbox(id);
    assertThat(runtime().listPodSandboxes(mine().build())).isEmpty();
    assertThatThrownBy(() -> runtime().podSandboxStatus(id)).isInstanceOf(CriFault.NotFound.class);
  }

  @Test
  void filtersAreExact() {
    var a = runtime().runPodSandbox(sandbox("a"), "");
    var b = runtime().runPodSandbox(sandbox("b"), "");
    var config = container("c", "sleep", "3600");
    var inA = runtime().createContainer(a, config, sandbox("a"));
    var inB = runtime().createContainer(b, config, sandbox("b"));
    assertThat(runtime().listPodSandboxes(mine().putLabelSelector("app", "b").build()))
        .extracting(s -> s.getId())
        .containsExactly(b);
    assertThat(runtime().listPodSandboxes(mine().setId(a).build())).hasSize(1);
    assertThat(runtime().listContainers(filter().setPodSandboxId(a).build()))
        .extracting(c -> c.getId())
        .containsExactly(inA);
    var running = ContainerStateValue.newBuilder().setState(ContainerState.CONTAINER_RUNNING);
    assertThat(runtime().listContainers(filter().setState(running).build())).isEmpty();
    runtime().startContainer(inB);
    assertThat(runtime().listContainers(filter().setState(running).build()))
        .extracting(c -> c.getId())
        .containsExactly(inB);
  }

  @Test
  void containerRunsAndItsEndIsKept() throws Exception {
    var id = started("c", "sh", "-c", "echo hello; exit 3");
    var status = await(id, s -> s.getState() == ContainerState.CONTAINER_EXITED);
    assertThat(status.getExitCode()).isEqualTo(3);
    assertThat(status.getReason()).isEqualTo("Error");
    // Not against its start: containerd may write that down after a short container has ended.
    assertThat(status.getFinishedAt()).isGreaterThan(status.getCreatedAt());
    assertThat(status.getStartedAt()).isGreaterThan(status.getCreatedAt());
    assertThat(status.getAnnotationsMap()).containsEntry("attempt", "0");
    assertThat(Files.readString(Path.of(status.getLogPath())))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\S+ stdout F hello\n");
    assertThat(status.getLogPath()).isEqualTo(logs().resolve(uid + "/c/0.log").toString());
  }

  @Test
  void successIsCompleted() throws Exception {
    var status = await(started("c", "true"), s -> s.getState() == ContainerState.CONTAINER_EXITED);
    assertThat(status.getExitCode()).isZero();
    assertThat(status.getReason()).isEqualTo("Completed");
  }

  @Test
  void stopKillsAfterTheGrace() {
    var id = started("c", "sleep", "3600");
    assertThat(runtime().containerStatus(id).getState())
        .isEqualTo(ContainerState.CONTAINER_RUNNING);
    runtime().stopContainer(id, Duration.ZERO);
    var status = runtime().containerStatus(id);
    assertThat(status.getState()).isEqualTo(ContainerState.CONTAINER_EXITED);
    assertThat(status.getExitCode()).isEqualTo(137);
    runtime().stopContainer(id, Duration.ofSeconds(1));
    runtime().removeContainer(id);
    runtime().removeContainer(id);
    assertThatThrownBy(() -> runtime().containerStatus(id)).isInstanceOf(CriFault.NotFound.class);
  }

  @Test
  void stoppingTheSandboxKillsItsContainers() throws Exception {
    var id = started("c", "sleep", "3600");
    runtime()
        .stopPodSandbox(runtime().listContainers(filter().build()).getFirst().getPodSandboxId());
    var status = await(id, s -> s.getState() == ContainerState.CONTAINER_EXITED);
    assertThat(status.getExitCode()).isEqualTo(137);
  }

  @Test
  void execSyncReturnsOutputAndExitCode() {
    var id = started("c", "sleep", "3600");
    assertThat(runtime().execSync(id, List.of("echo", "a", "b"), LIMIT))
        .isEqualTo(new ExecResult(0, "a b\n", ""));
    assertThat(runtime().execSync(id, List.of("false"), LIMIT).exitCode()).isEqualTo(1);
    assertThatThrownBy(() -> runtime().execSync(id, List.of("sleep", "30"), Duration.ofSeconds(1)))
        .isInstanceOf(CriFault.Timeout.class);
  }

  @Test
  void imagesAreKnownOrNot() {
    var images = connection().images();
    var known = ImageSpec.newBuilder().setImage(image()).build();
    assertThat(images.imageStatus(known)).isPresent();
    assertThat(images.imageStatus(known).orElseThrow().getRepoTagsList()).contains(image());
    assertThat(images.listImages()).isNotEmpty();
    assertThat(images.imageFsInfo().getImageFilesystemsList()).isNotEmpty();
    var absent = ImageSpec.newBuilder().setImage("registry.invalid/none:1").build();
    assertThat(images.imageStatus(absent)).isEmpty();
    assertThatThrownBy(() -> images.pullImage(absent, AuthConfig.getDefaultInstance()))
        .isInstanceOf(CriFault.class)
        .hasMessageContaining("registry.invalid/none:1");
    images.removeImage(absent);
  }

  @Test
  void containerOfAnAbsentImageIsRefused() {
    var sandbox = runtime().runPodSandbox(sandbox("a"), "");
    var config =
        container("c", "true").toBuilder()
            .setImage(ImageSpec.newBuilder().setImage("registry.invalid/none:1"))
            .build();
    assertThatThrownBy(() -> runtime().createContainer(sandbox, config, sandbox("a")))
        .isInstanceOf(CriFault.NotFound.class);
  }

  private String started(String name, String... command) {
    var sandbox = runtime().runPodSandbox(sandbox("a"), "");
    var id = runtime().createContainer(sandbox, container(name, command), sandbox("a"));
    runtime().startContainer(id);
    return id;
  }

  private ContainerStatus await(String id, Predicate<ContainerStatus> condition) {
    return Awaitility.await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> runtime().containerStatus(id), condition);
  }

  private PodSandboxFilter.Builder mine() {
    return PodSandboxFilter.newBuilder().putLabelSelector("test", uid);
  }

  private ContainerFilter.Builder filter() {
    return ContainerFilter.newBuilder().putLabelSelector("test", uid);
  }

  private PodSandboxConfig sandbox(String name) {
    return PodSandboxConfig.newBuilder()
        .setMetadata(
            PodSandboxMetadata.newBuilder().setName(name).setNamespace("default").setUid(uid))
        .setHostname(name)
        .setLogDirectory(logs().resolve(uid).toString())
        .putAllLabels(Map.of("test", uid, "app", name))
        .putAnnotations("note", "kept as it is")
        .setLinux(LinuxPodSandboxConfig.newBuilder().setCgroupParent(cgroupParent()))
        .build();
  }

  private ContainerConfig container(String name, String... command) {
    return ContainerConfig.newBuilder()
        .setMetadata(ContainerMetadata.newBuilder().setName(name))
        .setImage(ImageSpec.newBuilder().setImage(image()))
        .addAllCommand(Arrays.asList(command))
        .setLogPath(name + "/0.log")
        .putLabels("test", uid)
        .putAnnotations("attempt", "0")
        .build();
  }
}
