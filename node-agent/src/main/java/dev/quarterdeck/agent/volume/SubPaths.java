package dev.quarterdeck.agent.volume;

import dev.quarterdeck.agent.env.Expansion;
import dev.quarterdeck.agent.worker.PodVolumes.VolumeNotReady;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * Resolves subPath and subPathExpr. It follows symlinks within the volume once; their target must
 * be in the volume. It bind-mounts the target to a path outside the volume, so that a process that
 * can write to the volume cannot redirect the mount afterwards.
 */
final class SubPaths {

  private final KernelMounts mounts;

  SubPaths(KernelMounts mounts) {
    this.mounts = mounts;
  }

  /** The path within the volume that a mount names; the empty string for the whole volume. */
  static String of(VolumeMount mount, Map<String, String> environment) throws VolumeNotReady {
    var expression = mount.getSubPathExpr();
    var path = mount.getSubPath() == null ? "" : mount.getSubPath();
    if (expression != null && !expression.isEmpty()) {
      var unknown = Expansion.firstUnknown(expression, environment);
      if (unknown != null) {
        throw new VolumeNotReady(
            "cannot expand subPathExpr of volumeMount \"%s\": missing value for \"%s\""
                .formatted(mount.getName(), unknown));
      }
      path = Expansion.expand(expression, environment);
      if (path.isEmpty()) {
        throw new VolumeNotReady("the expanded subPathExpr is empty");
      }
    }
    if (path.startsWith("/")) {
      throw new VolumeNotReady("error SubPath `%s` must not be an absolute path".formatted(path));
    }
    for (var part : path.split("/")) {
      if (part.equals("..")) {
        throw new VolumeNotReady("must not contain '..': " + path);
      }
    }
    return path;
  }

  /**
   * Bind-mounts {@code subPath} of a volume to {@code target}; creates a folder when the path does
   * not exist.
   *
   * @return the path that the container must mount
   */
  Path bind(Path volume, String subPath, Path target) throws IOException, VolumeNotReady {
    var base = volume.toRealPath();
    create(base, subPath, FileTrees.mode(base));
    var real = base.resolve(subPath).toRealPath();
    if (!real.startsWith(base)) {
      throw new VolumeNotReady("subPath \"%s\" leads out of its volume".formatted(subPath));
    }
    mounts.unmount(target);
    FileTrees.delete(target);
    Files.createDirectories(target.getParent());
    if (Files.isDirectory(real)) {
      Files.createDirectory(target);
    } else {
      Files.createFile(target);
    }
    try {
      mounts.bindBelow(base, base.relativize(real), target);
      return target;
    } catch (KernelMounts.NotPermitted e) {
      FileTrees.delete(target);
      return real;
    }
  }

  /** Creates the missing folders of a path, each below one that is in the volume. */
  private static void create(Path base, String subPath, int mode)
      throws IOException, VolumeNotReady {
    var at = base;
    for (var part : Path.of(subPath)) {
      var next = at.resolve(part);
      if (!Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(next);
        FileTrees.mode(next, mode);
      }
      at = next.toRealPath();
      if (!at.startsWith(base)) {
        throw new VolumeNotReady("subPath \"%s\" leads out of its volume".formatted(subPath));
      }
    }
  }
}
