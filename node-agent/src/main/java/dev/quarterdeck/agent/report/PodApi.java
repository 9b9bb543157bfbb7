package dev.quarterdeck.agent.report;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.OptionalLong;

/** The two things a node writes about a pod: its status, and that it is gone. */
public interface PodApi {

  static PodApi over(KubernetesClient client) {
    return new KubernetesPodApi(client);
  }

  /**
   * Writes the status unless the pod is gone or another of its name took its place.
   *
   * @return the pod's resource version since, empty when the pod is gone
   * @throws KubernetesClientException when the server cannot be reached or refuses
   */
  OptionalLong writeStatus(Pod pod, PodStatus status) throws InterruptedException;

  /**
   * Ends a graceful deletion; success also when the pod is gone already.
   *
   * @throws KubernetesClientException when the server cannot be reached or refuses
   */
  void delete(Pod pod) throws InterruptedException;
}
