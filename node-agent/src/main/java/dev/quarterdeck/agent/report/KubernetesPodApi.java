package dev.quarterdeck.agent.report;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.OptionalLong;

/** {@link PodApi} over the Kubernetes client. */
final class KubernetesPodApi implements PodApi {

  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private final KubernetesClient client;

  KubernetesPodApi(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public OptionalLong writeStatus(Pod pod, PodStatus status) {
    var metadata = pod.getMetadata();
    try {
      var answer =
          client
              .pods()
              .inNamespace(metadata.getNamespace())
              .withName(metadata.getName())
              .subresource("status")
              .patch(
                  PatchContext.of(PatchType.STRATEGIC_MERGE),
                  StatusPatch.of(metadata.getUid(), status));
      return OptionalLong.of(Long.parseLong(answer.getMetadata().getResourceVersion()));
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND || e.getCode() == CONFLICT) {
        return OptionalLong.empty();
      }
      throw e;
    }
  }

  @Override
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
