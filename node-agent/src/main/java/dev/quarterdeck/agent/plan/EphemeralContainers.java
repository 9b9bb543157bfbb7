package dev.quarterdeck.agent.plan;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/**
 * A pod's ephemeral containers, which users add to a running pod to debug it. They start once,
 * never restart, and do not keep the pod from completing.
 */
public final class EphemeralContainers {

  private EphemeralContainers() {}

  /** The pod's ephemeral containers in the order in which they were added. */
  public static List<Container> of(Pod pod) {
    return pod.getSpec().getEphemeralContainers().stream()
        .map(EphemeralContainers::container)
        .toList();
  }

  /** Whether the named container is an ephemeral one of the pod. */
  public static boolean is(Pod pod, String container) {
    return find(pod, container).isPresent();
  }

  /** The container whose process namespace the ephemeral container joins; empty for none. */
  public static Optional<String> target(Pod pod, String container) {
    return find(pod, container)
        .map(EphemeralContainer::getTargetContainerName)
        .filter(target -> !target.isEmpty());
  }

  private static Optional<EphemeralContainer> find(Pod pod, String container) {
    return pod.getSpec().getEphemeralContainers().stream()
        .filter(ephemeral -> ephemeral.getName().equals(container))
        .findFirst();
  }

  /** The ephemeral container as a container; it lacks the fields that the API does not allow. */
  private static Container container(EphemeralContainer from) {
    var to = new Container();
    to.setName(from.getName());
    to.setImage(from.getImage());
    to.setImagePullPolicy(from.getImagePullPolicy());
    to.setCommand(from.getCommand());
    to.setArgs(from.getArgs());
    to.setWorkingDir(from.getWorkingDir());
    to.setEnv(from.getEnv());
    to.setEnvFrom(from.getEnvFrom());
    to.setVolumeMounts(from.getVolumeMounts());
    to.setVolumeDevices(from.getVolumeDevices());
    to.setSecurityContext(from.getSecurityContext());
    to.setStdin(from.getStdin());
    to.setStdinOnce(from.getStdinOnce());
    to.setTty(from.getTty());
    to.setTerminationMessagePath(from.getTerminationMessagePath());
    to.setTerminationMessagePolicy(from.getTerminationMessagePolicy());
    return to;
  }
}
