package dev.quarterdeck.agent.runtime;

/**
 * The labels and annotations of sandboxes and containers, from which a restarted agent rebuilds its
 * state. Those that the kubelet has too have its names, which tools such as crictl read.
 */
final class Labels {

  static final String POD_NAME = "io.kubernetes.pod.name";
  static final String POD_NAMESPACE = "io.kubernetes.pod.namespace";
  static final String POD_UID = "io.kubernetes.pod.uid";
  static final String CONTAINER_NAME = "io.kubernetes.container.name";

  static final String CONTAINER_HASH = "io.kubernetes.container.hash";
  static final String RESTART_COUNT = "io.kubernetes.container.restartCount";
  static final String TERMINATION_PATH = "io.kubernetes.container.terminationMessagePath";
  static final String TERMINATION_POLICY = "io.kubernetes.container.terminationMessagePolicy";
  static final String POD_GRACE = "io.kubernetes.pod.terminationGracePeriod";
  static final String CONFIG_SOURCE = "kubernetes.io/config.source";
  static final String BACKOFF_STEP = "dev.quarterdeck.container.backoffStep";
  static final String IMAGE_NAME = "dev.quarterdeck.container.image";

  private Labels() {}
}
