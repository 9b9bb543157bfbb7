package dev.quarterdeck.agent.report;

import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.OptionalLong;

/** The API calls with which a node writes a pod: its status and its deletion. */
public interface PodApi {

  /** The calls over a client. */
  static PodApi over(KubernetesClient client, Time time) {
    return new KubernetesPodApi(client, time);
  }

  /**
   * Writes the pod's status unless the pod is gone or another pod has its name.
   *
   * @return the pod's new resource version; empty when the pod is gone
   * @throws KubernetesClientException when the server cannot be reached or refuses
   */
  OptionalLong writeStatus(Pod pod, PodStatus status) throws InterruptedException;

  /**
   * Deletes the pod with a grace period of 0, which ends a graceful deletion; succeeds when the pod
   * is gone.
   *
   * @throws KubernetesClientException when the server cannot be reached or refuses
   */
  void delete(Pod pod) throws InterruptedException;
}
