package dev.quarterdeck.agent.volume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.agent.reference.KnownObjects;
import dev.quarterdeck.agent.reference.LookupResult;
import dev.quarterdeck.agent.reference.References;
import dev.quarterdeck.agent.worker.PodVolumes.HostMount;
import dev.quarterdeck.agent.worker.PodVolumes.VolumeNotReady;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real folders and, as root, real mounts. */
class NodeVolumesTest {

  @TempDir Path root;
  private final KnownObjects objects = new KnownObjects();
  private final Set<String> held = new HashSet<>();

  private final References references =
      new References() {
        @Override
        public void hold(Pod pod) {
          held.add(pod.getMetadata().getUid());
        }

        @Override
        public void release(String podUid) {
          held.remove(podUid);
        }
      };

  private NodeVolumes volumes() {
    var sources =
        new VolumeSources(
            objects, references, (pod, audience, s) -> new LookupResult.Missing<>(), Map::of);
    return new NodeVolumes(root, sources, "cluster.local", InstantSource.system());
  }

  @AfterEach
  void nothingStaysMounted() throws Exception {
    volumes().unmount("u1");
    assertThat(new KernelMounts().below(root)).isEmpty();
  }

  private static Pod pod(Volume... volumes) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("web")
        .withNamespace("shop")
        .withUid("u1")
        .endMetadata()
        .withNewSpec()
        .withVolumes(volumes)
        .endSpec()
        .build();
  }

  private static VolumeBuilder volume(String name) {
    return new VolumeBuilder().withName(name);
  }

  private List<HostMount> mounts(Pod pod, VolumeMount... mounts) throws VolumeNotReady {
    var container = new ContainerBuilder().withName("c").withVolumeMounts(mounts).build();
    return volumes().mountsOf(pod, container, Map.of("NAME", "n1"));
  }

  private static VolumeMountBuilder at(String name, String path) {
    return new VolumeMountBuilder().withName(name).withMountPath(path);
  }

  @Test
  void anEmptyDirKeepsItsContentAndGoesWithThePod() throws Exception {
    var pod = pod(volume("data").withNewEmptyDir().endEmptyDir().build());
    volumes().mount(pod);
    var path = root.resolve("pods/u1/volumes/kubernetes.io~empty-dir/data");
    assertThat(FileTrees.mode(path)).isEqualTo(0777);
    Files.writeString(path.resolve("file"), "kept");
    volumes().mount(pod);
    assertThat(path.resolve("file")).hasContent("kept");
    assertThat(mounts(pod, at("data", "/data").build()))
        .containsExactly(new HostMount(path, "/data", false, "None"));
    assertThat(volumes().podsOnDisk()).containsExactly("u1");
    assertThat(held).containsExactly("u1");

    var outside = Files.createDirectory(root.resolve("outside"));
    Files.writeString(outside.resolve("precious"), "1");
    Files.createSymbolicLink(path.resolve("link"), outside);
    volumes().unmount("u1");
    volumes().unmount("u1");
    assertThat(root.resolve("pods/u1")).doesNotExist();
    assertThat(outside.resolve("precious")).exists();
    assertThat(held).isEmpty();
  }

  @Test
  void fsGroupOwnsWhatIsMadeForThePod() throws Exception {
    objects.configMap("shop", "conf", Map.of("a", "1"));
    var pod =
        new PodBuilder(
                pod(
                    volume("data").withNewEmptyDir().endEmptyDir().build(),
                    volume("conf").withNewConfigMap().withName("conf").endConfigMap().build()))
            .editSpec()
            .withNewSecurityContext()
            .withFsGroup(4321L)
            .endSecurityContext()
            .endSpec()
            .build();
    volumes().mount(pod);
    var data = root.resolve("pods/u1/volumes/kubernetes.io~empty-dir/data");
    assertThat(Files.getAttribute(data, "unix:gid")).isEqualTo(4321);
    assertThat(FileTrees.mode(data)).isEqualTo(02777);
    var file = root.resolve("pods/u1/volumes/kubernetes.io~configmap/conf/a").toRealPath();
    assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(4321);
    var before = file.getParent();
    volumes().mount(pod);
    assertThat(before).as("ownership is no change of content").exists();
  }

  @Test
  void memoryIsATmpfsOfTheSizeAsked() throws Exception {
    var pod =
        pod(
            volume("mem")
                .withNewEmptyDir()
                .withMedium("Memory")
                .withSizeLimit(new Quantity("1Mi"))
                .endEmptyDir()
                .build());
    volumes().mount(pod);
    volumes().mount(pod);
    var path = root.resolve("pods/u1/volumes/kubernetes.io~empty-dir/mem");
    assertThat(new KernelMounts().below(path)).hasSize(1);
    assertThat(Files.getFileStore(path).type()).isEqualTo("tmpfs");
    assertThat(Files.getFileStore(path).getTotalSpace()).isEqualTo(1 << 20);
    assertThat(FileTrees.mode(path)).isEqualTo(0777);
  }

  @Test
  void aSecretIsInMemoryAndFollowsItsObject() throws Exception {
    objects.secret("shop", "keys", Map.of("k", "one"));
    var pod = pod(volume("keys").withNewSecret().withSecretName("keys").endSecret().build());
    var volumes = volumes();
    volumes.mount(pod);
    var path = root.resolve("pods/u1/volumes/kubernetes.io~secret/keys");
    assertThat(Files.getFileStore(path).type()).isEqualTo("tmpfs");
    assertThat(path.resolve("k")).hasContent("one");
    objects.secret("shop", "keys", Map.of("k", "two", "l", "new"));
    assertThat(volumes.refresh("u1")).isTrue();
    assertThat(path.resolve("k")).hasContent("two");
    assertThat(path.resolve("l")).hasContent("new");
    assertThat(volumes.refresh("stranger")).isFalse();
    assertThat(mounts(pod, at("keys", "keys").build()))
        .containsExactly(new HostMount(path, "/keys", true, "None"));
  }

  @Test
  void aVolumeThatCannotBeMadeSaysWhy() {
    assertThatThrownBy(
            () ->
                volumes()
                    .mount(
                        pod(
                            volume("conf")
                                .withNewConfigMap()
                                .withName("none")
                                .endConfigMap()
                                .build())))
        .isInstanceOf(VolumeNotReady.class)
        .hasMessage("MountVolume.SetUp failed for volume \"conf\" : configmap \"none\" not found");
    assertThatThrownBy(() -> mounts(pod(), at("x", "/x").build()))
        .hasMessage("cannot find volume \"x\" to mount into container \"c\"");
  }

  @Test
  void subPathsAreMadeBoundAndUnmounted() throws Exception {
    var pod = pod(volume("data").withNewEmptyDir().endEmptyDir().build());
    volumes().mount(pod);
    var mounts =
        mounts(
            pod,
            at("data", "/a").withSubPath("x/y").build(),
            at("data", "/b").withSubPathExpr("logs-$(NAME)").build());
    var data = root.resolve("pods/u1/volumes/kubernetes.io~empty-dir/data");
    assertThat(data.resolve("x/y")).isDirectory();
    assertThat(data.resolve("logs-n1")).isDirectory();
    Files.writeString(mounts.getFirst().hostPath().resolve("f"), "seen");
    assertThat(data.resolve("x/y/f")).hasContent("seen");
    assertThat(new KernelMounts().below(root)).hasSize(2);
    mounts(pod, at("data", "/a").withSubPath("x/y").build());
    volumes().unmount("u1");
    assertThat(root.resolve("pods/u1")).doesNotExist();
  }

  @Test
  void aFileOfAConfigMapCanBeASubPath() throws Exception {
    objects.configMap("shop", "conf", Map.of("a", "1"));
    var pod = pod(volume("conf").withNewConfigMap().withName("conf").endConfigMap().build());
    volumes().mount(pod);
    var mounts = mounts(pod, at("conf", "/etc/a").withSubPath("a").build());
    assertThat(mounts.getFirst().hostPath()).hasContent("1");
  }

  @Test
  void subPathsDoNotLeadOut() throws Exception {
    var pod = pod(volume("data").withNewEmptyDir().endEmptyDir().build());
    volumes().mount(pod);
    var data = root.resolve("pods/u1/volumes/kubernetes.io~empty-dir/data");
    Files.createSymbolicLink(data.resolve("out"), Path.of("/etc"));
    for (var path : List.of("out", "out/new", "../x", "/etc")) {
      assertThatThrownBy(() -> mounts(pod, at("data", "/a").withSubPath(path).build()))
          .as(path)
          .isInstanceOf(VolumeNotReady.class);
    }
    assertThatThrownBy(() -> mounts(pod, at("data", "/a").withSubPathExpr("$(NONE)").build()))
        .hasMessageContaining("NONE");
    assertThat(new KernelMounts().below(root)).isEmpty();
  }

  @Test
  void bindingFollowsNoLinkThatAppearsInBetween() throws Exception {
    var base = Files.createDirectory(root.resolve("base"));
    Files.createSymbolicLink(base.resolve("folder"), Path.of("/etc"));
    Files.createSymbolicLink(base.resolve("file"), Path.of("/etc/passwd"));
    var target = Files.createFile(root.resolve("target"));
    var mounts = new KernelMounts();
    assertThatThrownBy(() -> mounts.bindBelow(base, Path.of("file"), target))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("symbolic link");
    assertThatThrownBy(() -> mounts.bindBelow(base, Path.of("folder/passwd"), target))
        .isInstanceOf(IOException.class);
  }

  @Test
  void theNodeAddsHostsAndTheTerminationMessage() throws Exception {
    var pod = pod();
    var container = new ContainerBuilder().withName("c").build();
    var files = volumes().filesOf(pod, container, 2, List.of("10.244.0.9"));
    assertThat(files)
        .extracting(HostMount::containerPath)
        .containsExactly("/etc/hosts", "/dev/termination-log");
    assertThat(Files.readString(files.getFirst().hostPath())).contains("10.244.0.9\tweb\n");
    Files.writeString(files.getLast().hostPath(), "x".repeat(5000) + "end", UTF_8);
    assertThat(volumes().terminationMessage(pod, container, 2, 1, root.resolve("none")))
        .hasSize(4096)
        .endsWith("end");
  }

  @Test
  void aFailedContainersLogSpeaksForIt() throws Exception {
    var pod = pod();
    var container =
        new ContainerBuilder()
            .withName("c")
            .withTerminationMessagePolicy("FallbackToLogsOnError")
            .build();
    var log = root.resolve("0.log");
    var lines = new StringBuilder();
    for (var i = 0; i < 200; i++) {
      lines.append("2026-01-01T00:00:00.0Z stderr F line ").append(i).append('\n');
    }
    Files.writeString(log, lines);
    volumes().filesOf(pod, container, 0, List.of());
    assertThat(volumes().terminationMessage(pod, container, 0, 3, log))
        .endsWith("line 198\nline 199\n")
        .hasLineCount(80)
        .doesNotContain("stderr");
    assertThat(volumes().terminationMessage(pod, container, 0, 0, log)).isEmpty();
  }

  @Test
  void strangePodUidsAreRefused() {
    assertThatThrownBy(() -> volumes().unmount("../../etc"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
