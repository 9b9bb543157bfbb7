package dev.quarterdeck.agent.volume;

import dev.quarterdeck.agent.worker.PodVolumes.VolumeNotReady;
import dev.quarterdeck.model.Quantities;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** Sets up a volume and finds its path. All its steps are idempotent. */
final class VolumeSetup {

  private final KernelMounts mounts;
  private final AtomicWriter writer;

  VolumeSetup(KernelMounts mounts, InstantSource clock) {
    this.mounts = mounts;
    this.writer = new AtomicWriter(clock);
  }

  /**
   * The path of a volume, whether or not it is set up, and whether containers mount it read-only.
   */
  record Place(Path path, boolean readOnly) {}

  static Optional<Place> place(PodFolder folder, Volume volume) {
    var name = volume.getName();
    if (volume.getEmptyDir() != null) {
      return Optional.of(new Place(folder.volume("empty-dir", name), false));
    }
    if (volume.getHostPath() != null) {
      return Optional.of(new Place(Path.of(volume.getHostPath().getPath()), false));
    }
    return ProjectionPlan.concerns(volume)
        ? Optional.of(new Place(folder.volume(plugin(volume), name), true))
        : Optional.empty();
  }

  private static String plugin(Volume volume) {
    if (volume.getConfigMap() != null) {
      return "configmap";
    }
    if (volume.getSecret() != null) {
      return "secret";
    }
    return volume.getDownwardAPI() != null ? "downward-api" : "projected";
  }

  void setUp(PodFolder folder, Pod pod, Volume volume, ProjectionPlan.Sources sources)
      throws IOException, VolumeNotReady {
    if (volume.getEmptyDir() != null) {
      emptyDir(folder, pod, volume.getName(), volume.getEmptyDir());
    } else if (volume.getHostPath() != null) {
      HostPaths.prepare(volume.getHostPath());
    } else if (ProjectionPlan.concerns(volume)) {
      project(folder, pod, volume, sources);
    } else {
      throw new VolumeNotReady("no volume plugin of this node matches");
    }
  }

  private void emptyDir(PodFolder folder, Pod pod, String name, EmptyDirVolumeSource source)
      throws IOException, VolumeNotReady {
    var path = folder.volume("empty-dir", name);
    var ready = folder.ready("empty-dir", name);
    if (Files.exists(ready)) {
      return;
    }
    Files.createDirectories(path);
    var medium = source.getMedium() == null ? "" : source.getMedium();
    switch (medium) {
      case "" -> {}
      case "Memory" -> memory(path, source);
      default -> throw new VolumeNotReady("unknown storage medium \"%s\"".formatted(medium));
    }
    FileTrees.mode(path, 0777);
    giveToGroup(pod, path, false);
    markReady(ready);
  }

  private void memory(Path path, EmptyDirVolumeSource source) throws IOException {
    if (!mounts.below(path).isEmpty()) {
      return;
    }
    var size = Quantities.units(source.getSizeLimit());
    mounts.tmpfs(path, size > 0 ? "mode=0777,size=" + size : "mode=0777");
  }

  private void project(PodFolder folder, Pod pod, Volume volume, ProjectionPlan.Sources sources)
      throws IOException, VolumeNotReady {
    switch (ProjectionPlan.of(pod, volume, sources)) {
      case Projection.NotReady(var why) -> throw new VolumeNotReady(why);
      case Projection.Files(var files) -> {
        var path = folder.volume(plugin(volume), volume.getName());
        prepare(path, volume, folder.ready(plugin(volume), volume.getName()));
        writer.write(path, files, next -> giveToGroup(pod, next, true));
      }
    }
  }

  /**
   * Prepares the folder of a projected volume. All but ConfigMaps may be confidential and are
   * therefore kept in memory.
   */
  private void prepare(Path path, Volume volume, Path ready) throws IOException {
    if (Files.exists(ready)) {
      return;
    }
    Files.createDirectories(path);
    if (volume.getConfigMap() == null && mounts.below(path).isEmpty()) {
      try {
        mounts.tmpfs(path, "mode=0777");
      } catch (KernelMounts.NotPermitted e) {
        // an agent without root (as in tests) keeps them in its folder on disk
      }
    }
    FileTrees.mode(path, 0777);
    markReady(ready);
  }

  private static void giveToGroup(Pod pod, Path path, boolean readOnly) throws IOException {
    var security = pod.getSpec().getSecurityContext();
    if (security != null && security.getFsGroup() != null) {
      FileTrees.giveToGroup(path, security.getFsGroup(), readOnly);
    }
  }

  private static void markReady(Path ready) throws IOException {
    Files.createDirectories(ready.getParent());
    if (!Files.exists(ready)) {
      Files.createFile(ready);
    }
  }
}
