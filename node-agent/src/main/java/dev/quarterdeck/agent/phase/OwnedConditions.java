package dev.quarterdeck.agent.phase;

import dev.quarterdeck.agent.plan.Observed.SandboxFacts;
import dev.quarterdeck.agent.plan.PodSpecs;
import dev.quarterdeck.agent.plan.PodState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Computes the pod conditions that the node owns and keeps those of other components. */
final class OwnedConditions {

  static final Set<String> OWN =
      Set.of("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady");

  private final PodState facts;
  private final String phase;
  private final List<ContainerStatus> init;
  private final List<ContainerStatus> main;
  private final Instant now;

  OwnedConditions(
      PodState facts,
      String phase,
      List<ContainerStatus> init,
      List<ContainerStatus> main,
      Instant now) {
    this.facts = facts;
    this.phase = phase;
    this.init = init;
    this.main = main;
    this.now = now;
  }

  /** The status of one condition. */
  private record Verdict(boolean holds, String reason, String message) {
    static final Verdict TRUE = new Verdict(true, null, null);
  }

  List<PodCondition> all() {
    var containersReady = containersReady();
    var conditions = new ArrayList<PodCondition>();
    conditions.add(condition("PodReadyToStartContainers", sandboxReady()));
    conditions.add(condition("Initialized", initialized()));
    conditions.add(condition("Ready", ready(containersReady)));
    conditions.add(condition("ContainersReady", containersReady));
    reported().filter(other -> !OWN.contains(other.getType())).forEach(conditions::add);
    if (conditions.stream().noneMatch(c -> c.getType().equals("PodScheduled"))) {
      conditions.add(condition("PodScheduled", Verdict.TRUE));
    }
    return conditions;
  }

  private Verdict sandboxReady() {
    var ready = facts.observed().sandbox().filter(SandboxFacts::ready);
    var addressed =
        ready.filter(s -> PodSpecs.hostNetwork(facts.pod()) || !s.ips().isEmpty()).isPresent();
    return new Verdict(addressed, null, null);
  }

  private Verdict initialized() {
    if (phase.equals("Succeeded")) {
      return new Verdict(true, "PodCompleted", null);
    }
    var pod = facts.pod();
    if (!PodPhase.initPending(pod, init, main)) {
      return Verdict.TRUE;
    }
    var missing = names(init.stream().filter(status -> !PodPhase.initialized(pod, status)));
    return new Verdict(
        false, "ContainersNotInitialized", "containers with incomplete status: " + missing);
  }

  private Verdict containersReady() {
    if (phase.equals("Succeeded")) {
      return new Verdict(false, "PodCompleted", null);
    }
    if (phase.equals("Failed")) {
      return new Verdict(false, "PodFailed", null);
    }
    var sidecars = init.stream().filter(s -> PodSpecs.sidecar(facts.pod(), s.getName()));
    var unready =
        Stream.concat(sidecars, main.stream()).filter(s -> !Boolean.TRUE.equals(s.getReady()));
    var missing = names(unready);
    return missing.equals("[]")
        ? Verdict.TRUE
        : new Verdict(false, "ContainersNotReady", "containers with unready status: " + missing);
  }

  private Verdict ready(Verdict containersReady) {
    if (!containersReady.holds) {
      return containersReady;
    }
    var gates = Optional.ofNullable(facts.pod().getSpec().getReadinessGates()).orElse(List.of());
    var closed =
        gates.stream()
            .filter(gate -> !"True".equals(statusOf(gate.getConditionType())))
            .map(
                gate ->
                    "the status of pod readiness gate \"%s\" is not \"True\", but %s"
                        .formatted(gate.getConditionType(), statusOf(gate.getConditionType())))
            .toList();
    return closed.isEmpty()
        ? Verdict.TRUE
        : new Verdict(false, "ReadinessGatesNotReady", String.join(", ", closed));
  }

  private String statusOf(String type) {
    return reported()
        .filter(condition -> condition.getType().equals(type))
        .findFirst()
        .map(PodCondition::getStatus)
        .orElse("");
  }

  private static String names(Stream<ContainerStatus> statuses) {
    return statuses.map(ContainerStatus::getName).collect(Collectors.joining(" ", "[", "]"));
  }

  private Stream<PodCondition> reported() {
    return reported(facts.pod());
  }

  private static Stream<PodCondition> reported(Pod pod) {
    return pod.getStatus() == null ? Stream.empty() : pod.getStatus().getConditions().stream();
  }

  private PodCondition condition(String type, Verdict verdict) {
    var status = verdict.holds ? "True" : "False";
    var before = reported().filter(c -> c.getType().equals(type)).findFirst();
    var since =
        before
            .filter(c -> Objects.equals(c.getStatus(), status))
            .map(PodCondition::getLastTransitionTime)
            .orElseGet(() -> ContainerStatuses.time(now));
    return new PodConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(verdict.reason)
        .withMessage(verdict.message)
        .withLastTransitionTime(since)
        .withObservedGeneration(facts.pod().getMetadata().getGeneration())
        .build();
  }
}
