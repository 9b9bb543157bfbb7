package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/** Writes the condition {@code PodScheduled=False}. */
public final class PodCondition {

  private static final String TYPE = "PodScheduled";
  private static final PatchContext STRATEGIC =
      new PatchContext.Builder().withPatchType(PatchType.STRATEGIC_MERGE).build();

  private final KubernetesClient client;

  public PodCondition(KubernetesClient client) {
    this.client = client;
  }

  /** Whether the pod already says so: then a write would only wake its watchers. */
  public static boolean says(Optional<Pod> pod, String message) {
    return pod.stream()
        .flatMap(p -> p.getStatus().getConditions().stream())
        .anyMatch(
            c ->
                c.getType().equals(TYPE)
                    && c.getStatus().equals("False")
                    && Objects.equals(c.getMessage(), message));
  }

  /**
   * @return empty when written or when the pod is gone, else what went wrong
   */
  public Optional<String> write(PodInfo pod, String reason, String message, Instant now) {
    var patch =
        new PodBuilder()
            .withNewMetadata()
            .withUid(pod.uid())
            .endMetadata()
            .withNewStatus()
            .addNewCondition()
            .withType(TYPE)
            .withStatus("False")
            .withReason(reason)
            .withMessage(message)
            .withLastTransitionTime(now.truncatedTo(ChronoUnit.SECONDS).toString())
            .endCondition()
            .endStatus()
            .build();
    try {
      client
          .pods()
          .inNamespace(pod.key().namespace())
          .withName(pod.key().name())
          .subresource("status")
          .patch(STRATEGIC, client.getKubernetesSerialization().asJson(patch));
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return e.getCode() == 404 || e.getCode() == 409
          ? Optional.empty()
          : Optional.of(ApiClient.reason(e));
    }
  }
}
