package dev.quarterdeck.controllers;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.client.informer.Informer;
import dev.quarterdeck.controllers.meta.Timestamps;
import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.Deletion;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Binds every pod to a node, says that it runs and is ready, ends it when told to, and lets it go
 * when it is deleted.
 */
final class FakeAgent implements AutoCloseable {

  private final Api api;
  private final Informer<Pod> pods;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger addresses = new AtomicInteger();

  /** The node that new pods go to. */
  volatile String node = "node-1";

  /** A node nothing is heard from any more. */
  volatile String dead = "";

  /** How containers of pods that do not run for ever end; none has ended as long as it is empty. */
  volatile Function<Pod, OptionalInt> exits = pod -> OptionalInt.empty();

  FakeAgent(KubernetesClient client) {
    api = new Api(client, Time.system());
    pods = Informer.builder(client, Pod.class, Time.system()).onChange(this::changed).start();
  }

  private void changed(Change<Pod> change) {
    var pod = change.object();
    if (change instanceof Change.Deleted || dead.equals(pod.getSpec().getNodeName())) {
      return;
    }
    threads.submit(() -> act(pod));
  }

  private Void act(Pod pod) throws InterruptedException {
    var key = ObjectKey.of(pod);
    try {
      if (PodFacts.isTerminating(pod)) {
        api.delete(WrittenResources.PODS, key, Deletion.of(pod.getMetadata().getUid()).now());
      } else if (!PodFacts.isScheduled(pod)) {
        bind(key);
      } else if (PodFacts.phase(pod).equals("Pending")) {
        run(key);
      } else if (!PodFacts.isFinished(pod) && !"Always".equals(pod.getSpec().getRestartPolicy())) {
        end(key, exits.apply(pod));
      }
    } catch (KubernetesClientException e) {
      if (e.getCode() != 404 && e.getCode() != 409) {
        throw e;
      }
    }
    return null;
  }

  private void bind(ObjectKey key) throws InterruptedException {
    var binding = Json.object().put("apiVersion", "v1").put("kind", "Binding");
    binding.withObject("/metadata").put("name", key.name());
    binding.withObject("/target").put("kind", "Node").put("name", node);
    api.create(WrittenResources.PODS, key, "binding", binding);
  }

  private void run(ObjectKey key) throws InterruptedException {
    var ip = "10.244.1." + addresses.incrementAndGet();
    var patch = Json.object();
    var status = patch.withObject("/status").put("phase", "Running").put("podIP", ip);
    status.withArray("/podIPs").addObject().put("ip", ip);
    status
        .withArray("/conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "True")
        .put("lastTransitionTime", Timestamps.format(Instant.now()));
    api.patch(WrittenResources.PODS, key, "status", patch);
  }

  private void end(ObjectKey key, OptionalInt exit) throws InterruptedException {
    if (exit.isEmpty()) {
      return;
    }
    var patch = Json.object();
    var status =
        patch.withObject("/status").put("phase", exit.getAsInt() == 0 ? "Succeeded" : "Failed");
    status
        .withArray("/containerStatuses")
        .addObject()
        .put("name", "main")
        .withObject("/state")
        .withObject("/terminated")
        .put("exitCode", exit.getAsInt())
        .put("finishedAt", Timestamps.format(Instant.now()));
    api.patch(WrittenResources.PODS, key, "status", patch);
  }

  /** Looks at every pod anew. */
  void look() {
    pods.store().all().forEach(pod -> changed(new Change.Added<>(pod)));
  }

  @Override
  public void close() {
    pods.close();
    threads.shutdownNow();
  }
}
