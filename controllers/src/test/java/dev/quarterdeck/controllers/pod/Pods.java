package dev.quarterdeck.controllers.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;

/** Pods for tests. */
public final class Pods {

  private Pods() {}

  /** A pod in namespace default whose uid is its name. */
  public static PodBuilder pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(name)
        .withUid(name)
        .withCreationTimestamp("2026-01-01T00:00:00Z")
        .addToLabels("app", "web")
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .withPhase("Pending")
        .endStatus();
  }

  /** Runs on {@code node} and has been ready since {@code since}. */
  public static PodBuilder ready(String name, String node, String since) {
    return pod(name)
        .editSpec()
        .withNodeName(node)
        .endSpec()
        .editStatus()
        .withPhase("Running")
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .withLastTransitionTime(since)
        .endCondition()
        .endStatus();
  }

  public static Pod terminating(PodBuilder pod) {
    return pod.editMetadata().withDeletionTimestamp("2026-01-01T01:00:00Z").endMetadata().build();
  }

  /** A ready pod on one of three nodes, {@code 10.244.0.NUMBER}, with a port named http. */
  public static PodBuilder serving(int number) {
    return ready("p" + number, "node-" + number % 3, "2026-01-01T00:00:00Z")
        .editSpec()
        .addNewContainer()
        .withName("main")
        .addNewPort()
        .withName("http")
        .withContainerPort(8080)
        .endPort()
        .endContainer()
        .endSpec()
        .editStatus()
        .withPodIP("10.244.0." + number)
        .endStatus();
  }
}
