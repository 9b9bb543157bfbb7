package dev.quarterdeck.agent.worker;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The volumes of this node's pods, as the pod workers need them; room {@code volume} has them. */
public interface PodVolumes {

  /**
   * A bind mount of one container.
   *
   * @param propagation Kubernetes' name: {@code None}, {@code HostToContainer} or {@code
   *     Bidirectional}
   */
  record HostMount(Path hostPath, String containerPath, boolean readOnly, String propagation) {}

  /**
   * Makes every volume of the pod ready to be mounted, and brings the contents of those that follow
   * API objects up to date. Idempotent: called before the pod's first container is created, on
   * every later sync and after a restart of the agent.
   *
   * @throws VolumeNotReady when a volume cannot be made now; the worker reports it as event and
   *     tries again
   */
  void mount(Pod pod) throws VolumeNotReady;

  /**
   * The mounts of one container, subPath and subPathExpr resolved (and created where Kubernetes
   * creates them).
   *
   * @param environment the container's environment, for subPathExpr
   * @throws VolumeNotReady when a mount names what is not there
   */
  List<HostMount> mountsOf(Pod pod, Container container, Map<String, String> environment)
      throws VolumeNotReady;

  /**
   * The files the node itself puts into a container, to be mounted beside {@link #mountsOf}: {@code
   * /etc/hosts} (unless the container mounts its own) and the termination message file.
   *
   * @param attempt of the container about to be created
   * @param podIps the sandbox's addresses
   */
  List<HostMount> filesOf(Pod pod, Container container, int attempt, List<String> podIps)
      throws VolumeNotReady;

  /**
   * What an exited container left as its termination message, at most 4 KiB; the end of its log
   * where {@code terminationMessagePolicy} says so and it failed without leaving one. Empty when
   * there is none.
   *
   * @param attempt as given to {@link #filesOf}
   * @param log the container's log file in CRI format
   */
  String terminationMessage(Pod pod, Container container, int attempt, int exitCode, Path log);

  /**
   * Unmounts the pod's volumes and deletes its folder; called after the last container is gone.
   * Removing what is gone succeeds.
   *
   * @throws VolumeNotReady when something is still mounted; the worker tries again
   */
  void unmount(String podUid) throws VolumeNotReady;

  /** UIDs of the pods that have a folder on this host, dead pods' leftovers included. */
  Set<String> podsOnDisk();

  /** Why a volume is not there yet, in words for the pod's events. */
  final class VolumeNotReady extends Exception {
    private static final long serialVersionUID = 1;

    public VolumeNotReady(String message) {
      super(message, null, false, false);
    }
  }
}
