package dev.quarterdeck.agent.worker;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;

/** Computes containers' environments; room {@code env} does. */
public interface ContainerEnvironment {

  /**
   * What the Downward API may ask for and only the node knows.
   *
   * @param podIps empty for as long as the sandbox has none
   * @param hostIps the node's addresses
   */
  record Addresses(List<String> podIps, List<String> hostIps) {}

  /**
   * The variables in order, references expanded; service variables included where the pod wants
   * them.
   *
   * @throws NotConfigurable when a required source is missing
   */
  Map<String, String> of(Pod pod, Container container, Addresses addresses) throws NotConfigurable;

  /** A container's command or args with references to its environment replaced; null is empty. */
  List<String> expand(List<String> words, Map<String, String> environment);

  /** Why the environment cannot be made: the container waits in CreateContainerConfigError. */
  final class NotConfigurable extends Exception {
    private static final long serialVersionUID = 1;

    public NotConfigurable(String message) {
      super(message, null, false, false);
    }
  }
}
