package dev.quarterdeck.controllers.podgc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.client.background.Ticker;
import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.controllers.pod.PodConditions;
import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.controllers.podgc.PodGcPlan.Removal;
import dev.quarterdeck.controllers.podgc.PodGcPlan.Why;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ApiErrors;
import dev.quarterdeck.controllers.runtime.Controller;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.Deletion;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes pods whose node is gone, and others that no node removes. */
public final class PodGcController implements Controller {

  private static final Logger LOG = LoggerFactory.getLogger(PodGcController.class);

  /**
   * The times, as in kube-controller-manager.
   *
   * @param period how often pods are looked at
   * @param quarantine how long a node must be missing before its pods are removed
   * @param keepFinished how many finished pods are kept; 0 or less for all
   */
  public record Times(Duration period, Duration quarantine, int keepFinished) {

    public static final Times DEFAULT =
        new Times(Duration.ofSeconds(20), Duration.ofSeconds(40), 12_500);
  }

  private final Api api;
  private final Time time;
  private final SharedInformer<Pod> pods;
  private final SharedInformer<Node> nodes;
  private final Times times;
  private final Ticker ticker;
  private Map<String, Instant> missing = Map.of(); // the ticker's alone

  public PodGcController(ControllerContext context, Times times) {
    this.times = times;
    api = context.api();
    time = context.time();
    pods = context.informer(InformerSpecs.PODS);
    nodes = context.informer(InformerSpecs.NODES);
    ticker = new Ticker(context.name(), times.period(), time, this::round);
  }

  @Override
  public void start() {
    ticker.start();
  }

  @Override
  public Optional<Throwable> failure() {
    return ticker.failure();
  }

  @Override
  public void close() {
    ticker.close();
  }

  private void round() throws InterruptedException {
    var nodesByName =
        nodes.store().all().stream()
            .collect(Collectors.toMap(n -> n.getMetadata().getName(), Function.<Node>identity()));
    var outcome =
        PodGcPlan.next(
            List.copyOf(pods.store().all()),
            nodesByName,
            missing,
            times.quarantine(),
            times.keepFinished(),
            time.instant());
    missing = outcome.missing();
    for (var removal : outcome.removals()) {
      remove(removal);
    }
  }

  private void remove(Removal removal) throws InterruptedException {
    var pod = removal.pod();
    var key = ObjectKey.of(pod);
    try {
      if (removal.why() == Why.NODE_GONE && nodeIsBack(pod.getSpec().getNodeName())) {
        return;
      }
      LOG.info("remove pod={} reason=\"{}\"", key, removal.why().message());
      if (!PodFacts.isFinished(pod) && PodFacts.isScheduled(pod)) {
        api.patch(WrittenResources.PODS, key, "status", failed(removal));
      }
      var deletion = Deletion.of(pod.getMetadata().getUid()).now();
      api.delete(WrittenResources.PODS, key, deletion);
    } catch (KubernetesClientException e) {
      if (!ApiErrors.isNotFound(e)) {
        LOG.warn("pod not removed pod={} error=\"{}\"", key, e.getMessage());
      }
    }
  }

  /** Whether the node has registered again, which the informer may not know yet. */
  private boolean nodeIsBack(String node) throws InterruptedException {
    return api.get(WrittenResources.NODES, new ObjectKey("", node)).isPresent();
  }

  private ObjectNode failed(Removal removal) {
    var pod = removal.pod();
    var conditions =
        PodConditions.with(
            pod,
            PodConditions.DISRUPTION_TARGET,
            "True",
            "DeletionByPodGC",
            removal.why().message(),
            time.instant());
    var patch = Patches.toVersion(pod);
    var status = patch.withObject("/status").put("phase", "Failed");
    status.set("conditions", Json.mapper().valueToTree(conditions));
    return patch;
  }
}
