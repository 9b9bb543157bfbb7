package dev.quarterdeck.agent.report;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;

/** The two things a node writes about a pod: its status, and that it is gone. */
public final class PodApi {

  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private final KubernetesClient client;

  public PodApi(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Writes the status unless the pod is gone or another of its name took its place.
   *
   * @return false when the pod is gone
   * @throws KubernetesClientException when the server cannot be reached or refuses
   */
  boolean writeStatus(Pod pod, PodStatus status) {
    var metadata = pod.getMetadata();
    try {
      client
          .pods()
          .inNamespace(metadata.getNamespace())
          .withName(metadata.getName())
          .subresource("status")
          .patch(
              PatchContext.of(PatchType.STRATEGIC_MERGE),
              StatusPatch.of(metadata.getUid(), status));
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND || e.getCode() == CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Ends a graceful deletion; success also when the pod is gone already.
   *
   * @throws KubernetesClientException when the server cannot be reached or refuses
   */
  public void delete(Pod pod) {
    var metadata = pod.getMetadata();
    var options =
        new DeleteOptionsBuilder()
            .withGracePeriodSeconds(0L)
            .withNewPreconditions()
            .withUid(metadata.getUid())
            .endPreconditions()
            .build();
    var path =
        "/api/v1/namespaces/%s/pods/%s".formatted(metadata.getNamespace(), metadata.getName());
    try {
      client.raw(path, "DELETE", Serialization.asJson(options));
    } catch (KubernetesClientException e) {
      if (e.getCode() != NOT_FOUND && e.getCode() != CONFLICT) {
        throw e;
      }
    }
  }
}
