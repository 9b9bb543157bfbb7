package dev.quarterdeck.agent.report;

import dev.quarterdeck.client.JsonRequests;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.OptionalLong;

/** {@link PodApi} over the Kubernetes client. */
final class KubernetesPodApi implements PodApi {

  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private final JsonRequests requests;

  KubernetesPodApi(KubernetesClient client, Time time) {
    requests = new JsonRequests(client, time);
  }

  @Override
  public OptionalLong writeStatus(Pod pod, PodStatus status) throws InterruptedException {
    var patch = StatusPatch.of(pod.getMetadata().getUid(), status);
    try {
      var answer = requests.patch(path(pod) + "/status", JsonRequests.STRATEGIC_MERGE_PATCH, patch);
      var revision = answer.path("metadata").path("resourceVersion").asText();
      return OptionalLong.of(Long.parseLong(revision));
    } catch (KubernetesClientException e) {
      if (overtaken(e)) {
        return OptionalLong.empty();
      }
      throw e;
    }
  }

  @Override
  public void delete(Pod pod) throws InterruptedException {
    var options = Json.object().put("kind", "DeleteOptions").put("apiVersion", "v1");
    options.put("gracePeriodSeconds", 0);
    options.putObject("preconditions").put("uid", pod.getMetadata().getUid());
    try {
      requests.send("DELETE", path(pod), JsonRequests.JSON, JsonRequests.JSON, options);
    } catch (KubernetesClientException e) {
      if (!overtaken(e)) {
        throw e;
      }
    }
  }

  /** Whether the pod is gone, or another pod has its name. */
  private static boolean overtaken(KubernetesClientException e) {
    return e.getCode() == NOT_FOUND || e.getCode() == CONFLICT;
  }

  private static String path(Pod pod) {
    var metadata = pod.getMetadata();
    return "/api/v1/namespaces/%s/pods/%s".formatted(metadata.getNamespace(), metadata.getName());
  }
}
