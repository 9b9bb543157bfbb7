package dev.quarterdeck.agent.source;

import dev.quarterdeck.agent.worker.PodWorkers;
import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.client.informer.Informer;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;

/** Passes this node's pods from the API server to their workers. */
public final class PodSource implements AutoCloseable {

  private final Informer<Pod> pods;

  private PodSource(Informer<Pod> pods) {
    this.pods = pods;
  }

  /** Starts to watch the pods bound to {@code node}. */
  public static PodSource start(
      KubernetesClient client, String node, PodWorkers workers, Time time) {
    return new PodSource(
        Informer.builder(client, Pod.class, time)
            .fields("spec.nodeName=" + node)
            .onChange(change -> pass(change, workers))
            .start());
  }

  private static void pass(Change<Pod> change, PodWorkers workers) {
    switch (change) {
      case Change.Added<Pod>(var pod) -> workers.update(pod);
      case Change.Updated<Pod>(_, var pod) -> workers.update(pod);
      case Change.Deleted<Pod>(var last) -> workers.remove(last);
    }
  }

  /**
   * Waits until every pod of the API server has its worker.
   *
   * @return false when {@code limit} passed first
   */
  public boolean awaitSynced(Duration limit) throws InterruptedException {
    return pods.awaitSynced(limit);
  }

  @Override
  public void close() {
    pods.close();
  }
}
