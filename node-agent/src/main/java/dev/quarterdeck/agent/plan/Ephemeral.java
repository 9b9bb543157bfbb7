package dev.quarterdeck.agent.plan;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/**
 * The containers somebody added to a pod that runs, to look into it. They start once, are never
 * restarted, and the pod's end does not wait for them.
 */
public final class Ephemeral {

  private Ephemeral() {}

  /** In the order they were added. */
  public static List<Container> containers(Pod pod) {
    return pod.getSpec().getEphemeralContainers().stream().map(Ephemeral::container).toList();
  }

  public static boolean is(Pod pod, String container) {
    return find(pod, container).isPresent();
  }

  /** The container of the pod whose processes that one shall see; empty for none. */
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

  /** The same as any other container but for what the API does not let it have. */
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
