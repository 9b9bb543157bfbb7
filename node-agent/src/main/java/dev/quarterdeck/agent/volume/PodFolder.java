package dev.quarterdeck.agent.volume;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The paths of a pod's files on the host. The layout is the kubelet's.
 *
 * @param path {@code ROOT/pods/UID}
 */
record PodFolder(Path path) {

  private static final Pattern UID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,252}");

  static PodFolder of(Path root, String podUid) {
    if (!UID.matcher(podUid).matches()) {
      throw new IllegalArgumentException("not a pod UID: " + podUid);
    }
    return new PodFolder(root.resolve("pods").resolve(podUid));
  }

  /**
   * The folder of a volume.
   *
   * @param plugin the name of the volume plugin, such as {@code empty-dir}
   */
  Path volume(String plugin, String name) {
    return path.resolve("volumes").resolve("kubernetes.io~" + plugin).resolve(name);
  }

  /** The marker file of a volume that has been set up, so that its content is not set up again. */
  Path ready(String plugin, String name) {
    return path.resolve("plugins")
        .resolve("kubernetes.io~" + plugin)
        .resolve(name)
        .resolve("ready");
  }

  Path subPath(String volume, String container, int mountIndex) {
    return path.resolve("volume-subpaths")
        .resolve(volume)
        .resolve(container)
        .resolve(String.valueOf(mountIndex));
  }

  Path hosts() {
    return path.resolve("etc-hosts");
  }

  Path terminationLog(String container, int attempt) {
    return path.resolve("containers").resolve(container).resolve(String.valueOf(attempt));
  }
}
