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
 * Resolves subPath and subPathExpr. Symlinks within the volume are followed once; what they lead to
 * must lie in the volume and is then bound to a place of our own, so that nobody who can write to
 * the volume can turn the mount elsewhere afterwards.
 */
final class SubPaths {

  private final KernelMounts mounts;

  SubPaths(KernelMounts mounts) {
    this.mounts = mounts;
  }

  /** The path within the volume that a mount names; empty for the whole volume. */
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
   * Binds {@code subPath} of a volume to {@code target}; a folder is made where nothing is.
   *
   * @return what the container must mount
   */
  Path bind(Path volume, String subPath, Path target) throws IOException, VolumeNotReady {
    var base = volume.toRealPath();
    create(base, subPath, Trees.mode(base));
    var real = base.resolve(subPath).toRealPath();
    if (!real.startsWith(base)) {
      throw new VolumeNotReady("subPath \"%s\" leads out of its volume".formatted(subPath));
    }
    mounts.unmount(target);
    Trees.delete(target);
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
      Trees.delete(target);
      return real;
    }
  }

  /** Makes the missing folders of a path, each below one that was seen to lie in the volume. */
  private static void create(Path base, String subPath, int mode)
      throws IOException, VolumeNotReady {
    var at = base;
    for (var part : Path.of(subPath)) {
      var next = at.resolve(part);
      if (!Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(next);
        Trees.mode(next, mode);
      }
      at = next.toRealPath();
      if (!at.startsWith(base)) {
        throw new VolumeNotReady("subPath \"%s\" leads out of its volume".formatted(subPath));
      }
    }
  }
}
