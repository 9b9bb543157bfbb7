package dev.quarterdeck.agent.worker;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Mounts the volumes of this node's pods for the pod workers. */
public interface PodVolumes {

  /**
   * A bind mount of one container.
   *
   * @param propagation the API's name: {@code None}, {@code HostToContainer} or {@code
   *     Bidirectional}
   */
  record HostMount(Path hostPath, String containerPath, boolean readOnly, String propagation) {}

  /**
   * Sets up all volumes of the pod, and updates the contents of those that project API objects. It
   * is idempotent: the worker calls it before it creates the pod's first container, at later syncs
   * and after a restart of the agent.
   *
   * @throws VolumeNotReady when a volume cannot be set up now; the worker records it as an event
   *     and tries again
   */
  void mount(Pod pod) throws VolumeNotReady;

  /**
   * The mounts of one container, with resolved subPath and subPathExpr, whose folders it creates
   * where the kubelet does.
   *
   * @param environment the container's environment, for subPathExpr
   * @throws VolumeNotReady when a mount names a volume or path that does not exist
   */
  List<HostMount> mountsOf(Pod pod, Container container, Map<String, String> environment)
      throws VolumeNotReady;

  /**
   * The mounts of the files that the node itself adds to those of {@link #mountsOf}: {@code
   * /etc/hosts} (unless the container mounts its own) and the termination message file.
   *
   * @param attempt the number of the attempt that the worker creates
   * @param podIps the sandbox's addresses
   */
  List<HostMount> filesOf(Pod pod, Container container, int attempt, List<String> podIps)
      throws VolumeNotReady;

  /**
   * The termination message of an exited container, at most 4 KiB. A container that failed without
   * a message has the end of its log, if its {@code terminationMessagePolicy} says so. The empty
   * string when there is no message.
   *
   * @param attempt the number passed to {@link #filesOf}
   * @param log the container's log file in CRI format
   */
  String terminationMessage(Pod pod, Container container, int attempt, int exitCode, Path log);

  /**
   * Unmounts the pod's volumes and deletes its folder, after the pod's last container is gone. It
   * succeeds when there is no folder.
   *
   * @throws VolumeNotReady when a mount remains; the worker tries again
   */
  void unmount(String podUid) throws VolumeNotReady;

  /** The UIDs of the pods that have a folder on this host, also of pods that have ended. */
  Set<String> podsOnDisk();

  /** A volume is not ready; the message is that of the pod's event. */
  final class VolumeNotReady extends Exception {
    private static final long serialVersionUID = 1;

    public VolumeNotReady(String message) {
      super(message, null, false, false);
    }
  }
}
