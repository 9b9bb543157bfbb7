package dev.quarterdeck.agent.runtime;

import dev.quarterdeck.model.scheduling.PodResources;
import dev.quarterdeck.model.scheduling.QosClass;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * Manages the cgroups of pods, which are the parents of those that the runtime makes for
 * containers.
 */
public sealed interface PodCgroups {

  /** Creates the pod's cgroup with the pod's limits; does nothing when it exists. */
  void create(Pod pod) throws IOException;

  /** Removes the pod's cgroup; does nothing when it is gone. */
  void remove(String podUid) throws IOException;

  /**
   * The cgroups of a host.
   *
   * @param mount the mount point of the hierarchy, normally {@code /sys/fs/cgroup}
   * @param root the parent of the node's cgroups; {@code /} for the root of the hierarchy
   */
  static PodCgroups at(Path mount, String root) {
    return Files.exists(mount.resolve("cgroup.controllers"))
        ? new Unified(mount, root)
        : new PerController(mount, root);
  }

  /** The cgroups of a runtime without processes: none. */
  static PodCgroups none() {
    return new None();
  }

  /** Cgroup v2: one hierarchy. */
  record Unified(Path mount, String root) implements PodCgroups {

    private static final List<String> CONTROLLERS =
        List.of("cpu", "memory", "pids", "cpuset", "io");

    @Override
    public void create(Pod pod) throws IOException {
      var path = CgroupPaths.pod(root, pod);
      var folder = mount;
      for (var part : Path.of(path.substring(1))) {
        enableControllers(folder);
        folder = folder.resolve(part);
        Files.createDirectories(folder);
      }
      var requests = PodResources.requests(pod.getSpec());
      var limits = PodResources.limits(pod.getSpec());
      var shares = ContainerResources.shares(requests.milliCpu());
      write(folder, "cpu.weight", 1 + (shares - 2) * 9999 / 262_142);
      if (limits.milliCpu() > 0) {
        var quota = ContainerResources.quota(limits.milliCpu());
        write(folder, "cpu.max", quota + " " + ContainerResources.CPU_PERIOD_MICROS);
      }
      if (limits.memory() > 0) {
        write(folder, "memory.max", limits.memory());
      }
    }

    private static void enableControllers(Path folder) throws IOException {
      var available = List.of(Files.readString(folder.resolve("cgroup.controllers")).split("\\s+"));
      var enabled =
          List.of(Files.readString(folder.resolve("cgroup.subtree_control")).split("\\s+"));
      for (var controller : CONTROLLERS) {
        if (available.contains(controller) && !enabled.contains(controller)) {
          write(folder, "cgroup.subtree_control", "+" + controller);
        }
      }
    }

    @Override
    public void remove(String podUid) throws IOException {
      for (var path : CgroupPaths.ofUid(root, podUid)) {
        removeTree(mount.resolve(path.substring(1)));
      }
    }
  }

  /** Cgroup v1: a hierarchy for each controller. */
  record PerController(Path mount, String root) implements PodCgroups {

    @Override
    public void create(Pod pod) throws IOException {
      var path = CgroupPaths.pod(root, pod).substring(1);
      var requests = PodResources.requests(pod.getSpec());
      var limits = PodResources.limits(pod.getSpec());
      var cpu = mount.resolve("cpu").resolve(path);
      var memory = mount.resolve("memory").resolve(path);
      Files.createDirectories(cpu);
      Files.createDirectories(memory);
      if (QosClass.of(pod) == QosClass.BEST_EFFORT) {
        write(mount.resolve("cpu").resolve(qosFolder(pod)), "cpu.shares", 2);
      }
      write(cpu, "cpu.shares", ContainerResources.shares(requests.milliCpu()));
      if (limits.milliCpu() > 0) {
        write(cpu, "cpu.cfs_period_us", ContainerResources.CPU_PERIOD_MICROS);
        write(cpu, "cpu.cfs_quota_us", ContainerResources.quota(limits.milliCpu()));
      }
      if (limits.memory() > 0) {
        write(memory, "memory.limit_in_bytes", limits.memory());
      }
    }

    private String qosFolder(Pod pod) {
      return CgroupPaths.qos(root, QosClass.of(pod)).substring(1);
    }

    @Override
    public void remove(String podUid) throws IOException {
      try (var controllers = Files.newDirectoryStream(mount)) {
        for (var controller : controllers) {
          for (var path : CgroupPaths.ofUid(root, podUid)) {
            removeTree(controller.resolve(path.substring(1)));
          }
        }
      }
    }
  }

  /** No cgroups. */
  record None() implements PodCgroups {
    @Override
    public void create(Pod pod) {}

    @Override
    public void remove(String podUid) {}
  }

  private static void write(Path folder, String file, Object value) throws IOException {
    Files.writeString(folder.resolve(file), value.toString());
  }

  private static void removeTree(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> folders;
    try (var tree = Files.find(folder, 16, (_, attributes) -> attributes.isDirectory())) {
      folders = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (var each : folders) {
      Files.deleteIfExists(each); // a cgroup is removed as a folder, its files notwithstanding
    }
  }
}
