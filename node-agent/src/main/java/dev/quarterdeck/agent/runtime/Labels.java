package dev.quarterdeck.agent.runtime;

/**
 * Labels and annotations on sandboxes and containers; those of Kubernetes carry its names, since
 * tools such as crictl read them. From them alone an agent that restarts rebuilds its view.
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
