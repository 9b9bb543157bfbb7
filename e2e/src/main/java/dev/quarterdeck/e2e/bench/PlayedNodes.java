package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.client.JsonRequests;
import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.client.informer.Informer;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Nodes that are there for the API only: they say that they are ready, and of each pod that it runs
 * and, unless it runs for ever, that it has succeeded at once. What they cost is the bench's, so
 * that the control plane's work can be told from it.
 */
final class PlayedNodes implements AutoCloseable {

  private static final String PREFIX = "played-";
  private static final long RENEWAL_SECONDS = 10;

  private final KubernetesClient client;
  private final JsonRequests requests;
  private final int count;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();
  private final Informer<Pod> pods;

  PlayedNodes(KubernetesClient client, int count) {
    this.client = client;
    this.count = count;
    requests = new JsonRequests(client, Time.system());
    for (var i = 0; i < count; i++) {
      client.resource(node(i)).create();
    }
    beat();
    heart.scheduleAtFixedRate(this::beat, RENEWAL_SECONDS, RENEWAL_SECONDS, TimeUnit.SECONDS);
    pods = Informer.builder(client, Pod.class, Time.system()).onChange(this::changed).start();
  }

  private static io.fabric8.kubernetes.api.model.Node node(int index) {
    var room =
        Map.of(
            "cpu",
            new Quantity("64"),
            "memory",
            new Quantity("256Gi"),
            "pods",
            new Quantity("250"));
    return new NodeBuilder()
        .withNewMetadata()
        .withName(PREFIX + index)
        .addToLabels("bench", "played")
        .endMetadata()
        .withNewStatus()
        .withAllocatable(room)
        .withCapacity(room)
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .withReason("Played")
        .withLastHeartbeatTime(now())
        .withLastTransitionTime(now())
        .endCondition()
        .endStatus()
        .build();
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Node leases, by which a node counts as alive. */
  private void beat() {
    for (var i = 0; i < count; i++) {
      client
          .resource(
              new LeaseBuilder()
                  .withNewMetadata()
                  .withNamespace("kube-node-lease")
                  .withName(PREFIX + i)
                  .endMetadata()
                  .withNewSpec()
                  .withHolderIdentity(PREFIX + i)
                  .withLeaseDurationSeconds(40)
                  .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                  .endSpec()
                  .build())
          .serverSideApply();
    }
  }

  private void changed(Change<Pod> change) {
    var pod = change.object();
    var node = pod.getSpec().getNodeName();
    if (!(change instanceof Change.Deleted) && node != null && node.startsWith(PREFIX)) {
      threads.submit(() -> act(pod));
    }
  }

  private Void act(Pod pod) throws InterruptedException {
    var phase = pod.getStatus().getPhase();
    try {
      if (pod.getMetadata().getDeletionTimestamp() != null) {
        var now = Json.object().put("gracePeriodSeconds", 0);
        send("DELETE", pod, "", now);
      } else if ("Pending".equals(phase)) {
        report(pod, "Running");
      } else if ("Running".equals(phase) && !"Always".equals(pod.getSpec().getRestartPolicy())) {
        report(pod, "Succeeded");
      }
    } catch (KubernetesClientException e) {
      if (e.getCode() != 404 && e.getCode() != 409) {
        throw e;
      }
    }
    return null;
  }

  private void report(Pod pod, String phase) throws InterruptedException {
    var patch = Json.object();
    var status = patch.withObject("/status").put("phase", phase);
    status
        .withArray("/conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", phase.equals("Running") ? "True" : "False")
        .put("lastTransitionTime", now());
    send("PATCH", pod, "/status", patch);
  }

  private void send(
      String method, Pod pod, String subresource, com.fasterxml.jackson.databind.JsonNode body)
      throws InterruptedException {
    var path =
        "/api/v1/namespaces/%s/pods/%s%s"
            .formatted(pod.getMetadata().getNamespace(), pod.getMetadata().getName(), subresource);
    var type = method.equals("PATCH") ? JsonRequests.MERGE_PATCH : JsonRequests.JSON;
    requests.send(method, path, type, JsonRequests.JSON, body);
  }

  @Override
  public void close() {
    pods.close();
    heart.shutdownNow();
    threads.shutdownNow();
    for (var i = 0; i < count; i++) {
      client.nodes().withName(PREFIX + i).delete();
    }
  }
}
