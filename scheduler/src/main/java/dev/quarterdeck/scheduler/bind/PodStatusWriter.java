package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to the status of pods. A write that fails is logged: the next attempt writes again. */
public final class PodStatusWriter {

  private static final Logger LOG = LoggerFactory.getLogger(PodStatusWriter.class);
  private static final PatchContext STRATEGIC =
      new PatchContext.Builder().withPatchType(PatchType.STRATEGIC_MERGE).build();

  private final KubernetesClient client;
  private final InstantSource clock;

  public PodStatusWriter(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /** Whether a write is needed: without need it would only wake those who watch the pod. */
  public boolean isNeeded(PodInfo pod, PodStatusUpdate update, Optional<Pod> latest) {
    return update.patch(pod.uid(), latest, clock.instant()).isPresent();
  }

  /**
   * Writes what the status does not say yet.
   *
   * @param latest the pod as it was last seen, if it was
   */
  public void write(PodInfo pod, PodStatusUpdate update, Optional<Pod> latest) {
    update
        .patch(pod.uid(), latest, clock.instant())
        .ifPresent(patch -> write(pod, patch.toString()));
  }

  private void write(PodInfo pod, String patch) {
    try {
      client
          .pods()
          .inNamespace(pod.key().namespace())
          .withName(pod.key().name())
          .subresource("status")
          .patch(STRATEGIC, patch);
    } catch (KubernetesClientException e) {
      // The pod is gone, or another pod has its name by now.
      if (e.getCode() != 404 && e.getCode() != 409) {
        LOG.warn("status not written pod={} error=\"{}\"", pod.key(), ApiClient.reason(e));
      }
    }
  }
}
