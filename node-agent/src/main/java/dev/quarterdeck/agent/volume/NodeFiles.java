package dev.quarterdeck.agent.volume;

import dev.quarterdeck.agent.worker.PodVolumes.HostMount;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prepares the files that the node itself mounts into containers. */
final class NodeFiles {

  private static final String HOSTS = "/etc/hosts";

  private final String clusterDomain;

  NodeFiles(String clusterDomain) {
    this.clusterDomain = clusterDomain;
  }

  List<HostMount> prepare(
      PodFolder folder, Pod pod, Container container, int attempt, List<String> podIps)
      throws IOException {
    var mounts = new ArrayList<HostMount>();
    if (wantsHosts(pod, container, podIps)) {
      writeHosts(folder.hosts(), pod, podIps);
      mounts.add(new HostMount(folder.hosts(), HOSTS, false, "None"));
    }
    var log = folder.terminationLog(container.getName(), attempt);
    Files.createDirectories(log.getParent());
    Files.deleteIfExists(log);
    Files.createFile(log);
    FileTrees.mode(log, 0666);
    mounts.add(new HostMount(log, messagePath(container), false, "None"));
    return mounts;
  }

  private static boolean wantsHosts(Pod pod, Container container, List<String> podIps) {
    var own =
        container.getVolumeMounts() != null
            && container.getVolumeMounts().stream()
                .anyMatch(mount -> HOSTS.equals(mount.getMountPath()));
    return !own && (!podIps.isEmpty() || Boolean.TRUE.equals(pod.getSpec().getHostNetwork()));
  }

  /** Writes /etc/hosts in place, since running containers have the file mounted. */
  private void writeHosts(Path file, Pod pod, List<String> podIps) throws IOException {
    var nodeHosts = Path.of(HOSTS);
    var inherited = Files.exists(nodeHosts) ? Files.readString(nodeHosts) : "";
    var text = EtcHosts.of(pod, podIps, inherited, clusterDomain);
    Files.createDirectories(file.getParent());
    if (!Files.exists(file) || !Files.readString(file).equals(text)) {
      Files.writeString(file, text);
      FileTrees.mode(file, 0644);
    }
  }

  private static String messagePath(Container container) {
    var path = container.getTerminationMessagePath();
    return path == null || path.isEmpty() ? "/dev/termination-log" : path;
  }
}
