package dev.quarterdeck.agent.phase;

import dev.quarterdeck.agent.plan.Observed.SandboxFacts;
import dev.quarterdeck.agent.plan.PodSpecs;
import dev.quarterdeck.agent.plan.PodState;
import dev.quarterdeck.model.scheduling.QosClass;
import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Computes a pod's status from its facts. */
public final class PodStatuses {

  /** The types of the conditions that the node owns; other components own the others. */
  public static final Set<String> CONDITIONS = OwnedConditions.OWN;

  private PodStatuses() {}

  /** The status of a pod. */
  public static PodStatus of(PodState facts, NodeIdentity node, Instant now) {
    if (neverBegan(facts)) {
      return rejected(facts, now);
    }
    var containers = new ContainerStatuses(facts, node, now);
    var init = containers.init();
    var main = containers.main();
    var phase = PodPhase.of(facts, init, main, over(facts));
    var conditions = new OwnedConditions(facts, phase, init, main, now);
    var reported = facts.pod().getStatus() == null ? new PodStatus() : facts.pod().getStatus();
    var ips = podIps(facts, node, reported);
    return new PodStatusBuilder()
        .withPhase(phase)
        .withReason(facts.stop().map(PodState.Stop::reason).orElse(reported.getReason()))
        .withMessage(facts.stop().map(PodState.Stop::statusMessage).orElse(reported.getMessage()))
        .withObservedGeneration(facts.pod().getMetadata().getGeneration())
        .withConditions(conditions.all())
        .withHostIP(node.addresses().getFirst())
        .withHostIPs(node.addresses().stream().map(HostIP::new).toList())
        .withPodIP(ips.isEmpty() ? null : ips.getFirst())
        .withPodIPs(ips.stream().map(PodIP::new).toList())
        .withStartTime(
            reported.getStartTime() != null ? reported.getStartTime() : ContainerStatuses.time(now))
        .withQosClass(QosClass.of(facts.pod()).wireName())
        .withInitContainerStatuses(init)
        .withContainerStatuses(main)
        .withEphemeralContainerStatuses(containers.ephemeral())
        .build();
  }

  /** Whether this or an earlier agent of the node rejected the pod. */
  private static boolean neverBegan(PodState facts) {
    if (!facts.observed().containers().isEmpty()) {
      return false;
    }
    var reported = facts.pod().getStatus();
    return facts.stop().filter(PodState.Stop::rejected).isPresent()
        || reported != null
            && PodState.terminal(reported.getPhase())
            && reported.getContainerStatuses().isEmpty()
            && reported.getInitContainerStatuses().isEmpty();
  }

  /** The status of a rejected pod: the phase, reason and message alone. */
  private static PodStatus rejected(PodState facts, Instant now) {
    var reported = facts.pod().getStatus() == null ? new PodStatus() : facts.pod().getStatus();
    return new PodStatusBuilder()
        .withPhase(PodState.terminal(reported.getPhase()) ? reported.getPhase() : "Failed")
        .withReason(facts.stop().map(PodState.Stop::reason).orElse(reported.getReason()))
        .withMessage(facts.stop().map(PodState.Stop::statusMessage).orElse(reported.getMessage()))
        .withObservedGeneration(facts.pod().getMetadata().getGeneration())
        .withConditions(reported.getConditions())
        .withStartTime(
            reported.getStartTime() != null ? reported.getStartTime() : ContainerStatuses.time(now))
        .withQosClass(QosClass.of(facts.pod()).wireName())
        .build();
  }

  /** When the status changes although the facts do not; empty when only new facts change it. */
  public static Optional<Instant> changeAt(PodState facts, NodeIdentity node, Instant now) {
    return new ContainerStatuses(facts, node, now).changeAt();
  }

  private static boolean over(PodState facts) {
    return facts.ending() && facts.observed().running().isEmpty();
  }

  private static List<String> podIps(PodState facts, NodeIdentity node, PodStatus reported) {
    if (PodSpecs.hostNetwork(facts.pod())) {
      return node.addresses();
    }
    var ips = facts.observed().sandbox().map(SandboxFacts::ips).orElse(List.of());
    // A stopped sandbox has no address; a pod that ends keeps the reported ones.
    return ips.isEmpty() && facts.ending()
        ? reported.getPodIPs().stream().map(PodIP::getIp).toList()
        : ips;
  }
}
