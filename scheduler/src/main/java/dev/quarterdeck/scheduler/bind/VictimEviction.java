package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes pods to make room for one of a higher priority. */
public final class VictimEviction {

  private static final Logger LOG = LoggerFactory.getLogger(VictimEviction.class);

  private final KubernetesClient client;
  private final PodStatusWriter statuses;
  private final EventRecorder events;

  public VictimEviction(KubernetesClient client, PodStatusWriter statuses, EventRecorder events) {
    this.client = client;
    this.statuses = statuses;
    this.events = events;
  }

  /** Marks the victim with the condition DisruptionTarget and deletes it. */
  public void evict(PodInfo victim, PodInfo preemptor, String node) {
    statuses.write(
        victim,
        PodStatusUpdate.disrupted(
            "PreemptionByScheduler",
            preemptor.schedulerName() + ": preempting to accommodate a higher priority pod"),
        Optional.empty());
    try {
      client.raw(path(victim), "DELETE", deletion(victim));
      LOG.info("preempted pod={} node={} by={}", victim.key(), node, preemptor.key());
      events.record(
          EventSubjects.of(victim),
          EventRecorder.NORMAL,
          "Preempted",
          "Preempted by pod %s on node %s".formatted(preemptor.uid(), node));
    } catch (KubernetesClientException e) {
      // The victim is gone, or another pod has its name by now.
      if (e.getCode() != 404 && e.getCode() != 409) {
        LOG.warn("not preempted pod={} error=\"{}\"", victim.key(), ApiClient.reason(e));
      }
    }
  }

  private static String path(PodInfo pod) {
    return "/api/v1/namespaces/%s/pods/%s".formatted(pod.key().namespace(), pod.key().name());
  }

  private static Object deletion(PodInfo pod) {
    return new DeleteOptionsBuilder()
        .withNewPreconditions()
        .withUid(pod.uid())
        .endPreconditions()
        .build();
  }
}
