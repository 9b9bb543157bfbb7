package dev.quarterdeck.agent.volume;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Where a pod's files lie on the host; the layout is the kubelet's, so that its tools and habits
 * work here too.
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
   * @param plugin such as {@code empty-dir}
   */
  Path volume(String plugin, String name) {
    return path.resolve("volumes").resolve("kubernetes.io~" + plugin).resolve(name);
  }

  /** Exists once the volume was set up; a volume's content must not be touched twice. */
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
