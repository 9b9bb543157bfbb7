package dev.quarterdeck.controllers.podgc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.client.background.Ticker;
import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.controllers.pod.PodConditions;
import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.controllers.podgc.PodGcPlan.Removal;
import dev.quarterdeck.controllers.podgc.PodGcPlan.Why;
import dev.quarterdeck.controllers.runtime.Controller;
import dev.quarterdeck.controllers.runtime.Deletion;
import dev.quarterdeck.controllers.runtime.Refusals;
import dev.quarterdeck.controllers.runtime.Resources;
import dev.quarterdeck.controllers.runtime.Workshop;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes pods whose node is gone and others that no agent will finish. */
public final class PodGcController implements Controller {

  private static final Logger LOG = LoggerFactory.getLogger(PodGcController.class);
  private static final String NAME = "podgc";

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

  private final Workshop workshop;
  private final Times times;
  private final Ticker ticker;
  private Map<String, Instant> missing = Map.of(); // the ticker's alone

  public PodGcController(Workshop workshop, Times times) {
    this.workshop = workshop;
    this.times = times;
    ticker = new Ticker(NAME, times.period(), workshop.time(), this::round);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void start() {
    ticker.start();
  }

  @Override
  public void close() {
    ticker.close();
  }

  private void round() throws InterruptedException {
    var nodes =
        workshop.mirrors().nodes.store().all().stream()
            .collect(Collectors.toMap(n -> n.getMetadata().getName(), Function.<Node>identity()));
    var outcome =
        PodGcPlan.next(
            List.copyOf(workshop.mirrors().pods.store().all()),
            nodes,
            missing,
            times.quarantine(),
            times.keepFinished(),
            workshop.time().instant());
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
      LOG.info("remove pod={} because=\"{}\"", key, removal.why().message());
      if (!PodFacts.isFinished(pod) && PodFacts.isScheduled(pod)) {
        workshop.api().patch(Resources.PODS, key, "status", failed(removal));
      }
      var deletion = Deletion.of(pod.getMetadata().getUid()).now();
      workshop.api().delete(Resources.PODS, key, deletion);
    } catch (KubernetesClientException e) {
      if (!Refusals.isNotFound(e)) {
        LOG.warn("pod not removed pod={} error=\"{}\"", key, e.getMessage());
      }
    }
  }

  /** The cache may not have heard of a node that registered again. */
  private boolean nodeIsBack(String node) throws InterruptedException {
    return workshop.api().get(Resources.NODES, new ObjectKey("", node)).isPresent();
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
            workshop.time().instant());
    var patch = Patches.toVersion(pod);
    var status = patch.withObject("/status").put("phase", "Failed");
    status.set("conditions", Json.mapper().valueToTree(conditions));
    return patch;
  }
}
