package dev.quarterdeck.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.plan.Facts;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On plain folders, where removing leaves files: what is written is what counts here. */
class PodCgroupsTest {

  @TempDir Path mount;

  private static Pod limited() {
    return Facts.pod()
        .editSpec()
        .editFirstContainer()
        .withNewResources()
        .withRequests(Map.of("cpu", new Quantity("500m")))
        .withLimits(Map.of("cpu", new Quantity("1"), "memory", new Quantity("64Mi")))
        .endResources()
        .endContainer()
        .endSpec()
        .build();
  }

  @Test
  void versionOneHasAHierarchyForEachController() throws Exception {
    var cgroups = PodCgroups.at(mount, "/lab");
    cgroups.create(limited());
    var pod = "lab/kubepods/burstable/poduid-1/";
    assertThat(mount.resolve("cpu/" + pod + "cpu.shares")).hasContent("512");
    assertThat(mount.resolve("cpu/" + pod + "cpu.cfs_quota_us")).hasContent("100000");
    assertThat(mount.resolve("memory/" + pod + "memory.limit_in_bytes"))
        .hasContent(Long.toString(64L << 20));
  }

  @Test
  void boundsAreThoseOfThePodAsAWhole() throws Exception {
    var pod =
        Facts.pod()
            .editSpec()
            .editFirstContainer()
            .withNewResources()
            .withRequests(Map.of("cpu", new Quantity("500m")))
            .endResources()
            .endContainer()
            .addNewInitContainer()
            .withName("setup")
            .withNewResources()
            .withRequests(Map.of("cpu", new Quantity("750m")))
            .endResources()
            .endInitContainer()
            .addToOverhead("cpu", new Quantity("250m"))
            .endSpec()
            .build();
    PodCgroups.at(mount, "/lab").create(pod);
    assertThat(mount.resolve("cpu/lab/kubepods/burstable/poduid-1/cpu.shares"))
        .as("the init container runs before the other, and the overhead is always there")
        .hasContent("1024");
  }

  @Test
  void versionTwoHandsControllersDown() throws Exception {
    for (var folder : new String[] {"", "lab", "lab/kubepods", "lab/kubepods/burstable"}) {
      var path = Files.createDirectories(mount.resolve(folder));
      Files.writeString(path.resolve("cgroup.controllers"), "cpu memory hugetlb\n");
      Files.writeString(path.resolve("cgroup.subtree_control"), "cpu memory");
    }
    Files.writeString(mount.resolve("cgroup.subtree_control"), "cpu");
    PodCgroups.at(mount, "/lab").create(limited());
    assertThat(mount.resolve("cgroup.subtree_control")).hasContent("+memory");
    var pod = mount.resolve("lab/kubepods/burstable/poduid-1");
    assertThat(pod.resolve("cpu.weight")).hasContent("20");
    assertThat(pod.resolve("cpu.max")).hasContent("100000 100000");
    assertThat(pod.resolve("memory.max")).hasContent(Long.toString(64L << 20));
  }

  @Test
  void removalFindsThePodInItsClassAndIsIdempotent() throws Exception {
    var cgroups = PodCgroups.at(mount, "/");
    var path = mount.resolve("pids/kubepods/besteffort/poduid-1/deep");
    Files.createDirectories(path);
    cgroups.remove("uid-1");
    cgroups.remove("uid-1");
    assertThat(mount.resolve("pids/kubepods/besteffort")).isEmptyDirectory();
  }
}
