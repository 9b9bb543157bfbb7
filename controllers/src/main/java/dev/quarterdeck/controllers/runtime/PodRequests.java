package dev.quarterdeck.controllers.runtime;

import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.concurrent.Semaphore;

/**
 * Creates and deletes pods for their owners and tells of it in events, a bounded number at once.
 */
public final class PodRequests {

  // Half the writes that an API server serves at a time; kube-controller-manager keeps below it by
  // its limit of requests per second.
  private static final int IN_FLIGHT = 100;

  private final Api api;
  private final EventRecorder events;
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT);

  public PodRequests(Api api, EventRecorder events) {
    this.api = api;
    this.events = events;
  }

  /** Creates a pod in its owner's namespace. */
  public void create(HasMetadata owner, Pod pod) throws InterruptedException {
    inFlight.acquire();
    try {
      var created = api.create(WrittenResources.PODS, owner.getMetadata().getNamespace(), pod);
      var name = created.path("metadata").path("name").asText();
      events.record(owner, EventRecorder.NORMAL, "SuccessfulCreate", "Created pod: " + name);
    } catch (KubernetesClientException e) {
      // A namespace that is being deleted takes no new pods, which is nothing to report.
      if (!ApiErrors.isNamespaceTerminating(e)) {
        var text = "Error creating: " + e.getMessage();
        events.record(owner, EventRecorder.WARNING, "FailedCreate", text);
      }
      throw e;
    } finally {
      inFlight.release();
    }
  }

  /**
   * Deletes a pod, if it still has the uid that was seen.
   *
   * @return false when there is no such pod
   */
  public boolean delete(HasMetadata owner, Pod pod) throws InterruptedException {
    inFlight.acquire();
    try {
      var found =
          api.delete(
              WrittenResources.PODS, ObjectKey.of(pod), Deletion.of(pod.getMetadata().getUid()));
      if (found) {
        var text = "Deleted pod: " + pod.getMetadata().getName();
        events.record(owner, EventRecorder.NORMAL, "SuccessfulDelete", text);
      }
      return found;
    } catch (KubernetesClientException e) {
      var text = "Error deleting: " + e.getMessage();
      events.record(owner, EventRecorder.WARNING, "FailedDelete", text);
      throw e;
    } finally {
      inFlight.release();
    }
  }
}
