package dev.quarterdeck.agent.worker;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;

/** Computes containers' environments. */
public interface ContainerEnvironment {

  /**
   * The addresses that the Downward API can select.
   *
   * @param podIps the pod's addresses; empty before the sandbox has them
   * @param hostIps the node's addresses
   */
  record Addresses(List<String> podIps, List<String> hostIps) {}

  /**
   * The variables in order, with expanded references, and with Service variables if the pod enables
   * them.
   *
   * @throws NotConfigurable when a required source does not exist
   */
  Map<String, String> of(Pod pod, Container container, Addresses addresses) throws NotConfigurable;

  /** Expands the references in a container's command or args; null counts as empty. */
  List<String> expand(List<String> words, Map<String, String> environment);

  /** The environment cannot be computed; the container waits with CreateContainerConfigError. */
  final class NotConfigurable extends Exception {
    private static final long serialVersionUID = 1;

    public NotConfigurable(String message) {
      super(message, null, false, false);
    }
  }
}
