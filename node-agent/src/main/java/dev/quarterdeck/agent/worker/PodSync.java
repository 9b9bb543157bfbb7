package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.phase.PodStatuses;
import dev.quarterdeck.agent.plan.Observed;
import dev.quarterdeck.agent.plan.Observed.ContainerFacts;
import dev.quarterdeck.agent.plan.Observed.SandboxFacts;
import dev.quarterdeck.agent.plan.PodDecision;
import dev.quarterdeck.agent.plan.PodPlan;
import dev.quarterdeck.agent.plan.PodSpecs;
import dev.quarterdeck.agent.plan.PodState;
import dev.quarterdeck.agent.plan.PodState.Failure;
import dev.quarterdeck.agent.plan.PodState.ProbeFacts;
import dev.quarterdeck.agent.plan.ReportedStatus;
import dev.quarterdeck.agent.runtime.PodObserver;
import dev.quarterdeck.agent.runtime.PodRecord;
import dev.quarterdeck.agent.worker.ContainerProbes.State;
import dev.quarterdeck.agent.worker.ContainerProbes.Target;
import dev.quarterdeck.agent.worker.PodView.ContainerView;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.micrometer.core.instrument.Timer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Synchronizes one pod: reads what the runtime holds of it, computes the next actions and the
 * status, reports the status and performs the actions. Only the pod's worker uses it.
 */
final class PodSync {

  private final WorkerContext context;
  private final WorkerState state = new WorkerState();
  private final ActionExecutor executor;
  private final PodObserver observer;
  private final Set<String> probed = new HashSet<>();
  private final Instant firstSeen;
  // The last computed status; null once the pod received from the API server reflects it.
  private PodStatus computed;
  private Pod pod;
  private volatile PodView view;

  /**
   * @param fresh whether the runtime is known to hold nothing of the pod
   */
  PodSync(WorkerContext context, Pod pod, boolean fresh) {
    this.context = context;
    this.pod = pod;
    firstSeen = context.time().instant();
    observer =
        new PodObserver(
            context.runtime(), pod.getMetadata().getUid(), fresh, this::withTerminationMessage);
    executor = new ActionExecutor(context, state, observer);
  }

  Optional<PodView> view() {
    return Optional.ofNullable(view);
  }

  /** Makes the next plan read the runtime again: the pod's containers may have changed. */
  void invalidate() {
    observer.invalidate();
  }

  /** Compares what the relist found of the pod with what is known here. */
  void compare(PodRecord listed) {
    observer.compare(listed);
  }

  /**
   * Reads the runtime, computes the pod's next actions and its status, and reports the status.
   *
   * @param desired the pod as last received from the API server
   * @param inApi whether the API server still has the pod
   */
  SyncPlan plan(Pod desired, boolean inApi) {
    pod = desired;
    if (inApi && context.statuses().isReflectedIn(desired)) {
      computed = null;
    }
    var observed = observer.observe();
    updateProbes(observed);
    clearFailuresOfRunning(observed);
    var facts = facts(inApi, observed);
    var now = context.time().instant();
    if (!facts.stopping()) {
      state.stop =
          context
              .sysctls()
              .rejection(desired)
              .or(() -> PodPlan.overdue(withComputedStatus(desired), now));
      state.stop.ifPresent(
          stop -> context.events().warning(desired, stop.reason(), stop.message()));
      facts = facts(inApi, observed);
    }
    if (facts.stopping() && state.stoppingSince.isEmpty()) {
      state.stoppingSince = Optional.of(now);
      facts = facts(inApi, observed);
    }
    var decision = PodPlan.of(facts, now);
    reportStatus(facts, now);
    return new SyncPlan(facts, decision, wakeAt(decision, facts, now));
  }

  /**
   * What is to be done about the pod now.
   *
   * @param wakeAt when time alone changes the decision or the status
   */
  record SyncPlan(PodState facts, PodDecision decision, Optional<Instant> wakeAt) {}

  private Optional<Instant> wakeAt(PodDecision decision, PodState facts, Instant now) {
    var statusChange = PodStatuses.changeAt(facts, context.node(), now);
    return Stream.concat(decision.wakeAt().stream(), statusChange.stream())
        .min(Comparator.naturalOrder());
  }

  /** Performs the plan's actions in order and stops at the first that fails. */
  void perform(SyncPlan plan) throws InterruptedException {
    if (!plan.facts.stopping() && plan.facts.observed().sandbox().isPresent()) {
      executor.refreshVolumes(pod);
    }
    for (var action : plan.decision.actions()) {
      if (!executor.perform(plan.facts, action)) {
        return;
      }
    }
  }

  /** Stops the pod's probes, volume mounts and status writes. */
  void close() {
    probed.forEach(context.probes()::stop);
    probed.clear();
    executor.close();
    context.statuses().forget(pod.getMetadata().getUid());
  }

  private PodState facts(boolean inApi, Observed observed) {
    var probes = new HashMap<String, ProbeFacts>();
    observed.running().forEach(c -> probes.put(c.id(), probeFacts(context.probes().state(c.id()))));
    return new PodState(
        withComputedStatus(pod),
        inApi,
        observed,
        Map.copyOf(state.actionFailures),
        probes,
        state.stop,
        state.stoppingSince,
        state.released);
  }

  /**
   * The pod with the agent's part of its status as last computed, as long as the pod received from
   * the API server does not reflect that yet. Conditions of other components stay as received.
   */
  private Pod withComputedStatus(Pod desired) {
    if (computed == null) {
      return desired;
    }
    var reported = desired.getStatus();
    if (reported != null && PodState.terminal(reported.getPhase())) {
      return desired;
    }
    return with(desired, StatusMerge.merge(computed, reported));
  }

  /** The pod with another status; the copy shares the rest, which nothing modifies. */
  private static Pod with(Pod pod, PodStatus status) {
    return new Pod(pod.getApiVersion(), pod.getKind(), pod.getMetadata(), pod.getSpec(), status);
  }

  private static ProbeFacts probeFacts(State state) {
    return new ProbeFacts(
        state.started(),
        state.ready(),
        state
            .failure()
            .map(
                failure ->
                    new Failure(
                        failure.probe(),
                        failure.message(),
                        failure.terminationGracePeriodSeconds().map(Duration::ofSeconds))));
  }

  private void updateProbes(Observed observed) {
    var running = new HashSet<String>();
    var podIp = observed.sandbox().map(SandboxFacts::ips).orElse(List.of());
    for (var container : observed.running()) {
      running.add(container.id());
      var spec = PodSpecs.find(pod, container.name());
      if (spec.isPresent() && probed.add(container.id())) {
        var ip =
            PodSpecs.hostNetwork(pod) || podIp.isEmpty()
                ? context.node().addresses().getFirst()
                : podIp.getFirst();
        context
            .probes()
            .start(
                new Target(
                    pod, spec.get(), container.id(), ip, container.startedAt(), seed(container)));
      }
    }
    probed.removeIf(
        id -> {
          var gone = !running.contains(id);
          if (gone) {
            context.probes().stop(id);
          }
          return gone;
        });
  }

  /**
   * The probe results that the API server has of this very container, from before the agent's
   * start.
   */
  private State seed(ContainerFacts container) {
    var id = context.node().runtime() + "://" + container.id();
    return ReportedStatus.of(pod, container.name())
        .filter(status -> id.equals(status.getContainerID()))
        .map(
            status ->
                new State(
                    Boolean.TRUE.equals(status.getStarted()),
                    Boolean.TRUE.equals(status.getReady()),
                    Optional.empty()))
        .orElse(State.INITIAL);
  }

  private void clearFailuresOfRunning(Observed observed) {
    observed.running().forEach(container -> state.actionFailures.remove(container.name()));
  }

  private ContainerFacts withTerminationMessage(ContainerFacts container) {
    var spec = PodSpecs.find(pod, container.name());
    if (spec.isEmpty()) {
      return container;
    }
    var exit = container.exit().orElseThrow();
    var message =
        context
            .volumes()
            .terminationMessage(
                pod, spec.get(), container.attempt(), exit.code(), Path.of(container.logPath()));
    return message.isEmpty() ? container : container.withExitMessage(message);
  }

  /**
   * Publishes the view first: whoever reads the status in the API server must find the pod here.
   */
  private void reportStatus(PodState facts, Instant now) {
    if (!facts.inApi()) {
      updateView(facts);
      return;
    }
    var status = PodStatuses.of(facts, context.node(), now);
    var before = computed == null ? pod.getStatus() : computed;
    computed = status;
    updateView(facts);
    if (!status.equals(before)) {
      context.statuses().write(pod, status, !"Pending".equals(status.getPhase()));
    }
    countStart(before, status);
    CrashLoops.begun(before, status)
        .forEach(
            container ->
                context
                    .events()
                    .warning(pod, container.name(), "BackOff", CrashLoops.message(pod, container)));
  }

  private void countStart(PodStatus before, PodStatus now) {
    var waited = before == null || "Pending".equals(before.getPhase());
    if (waited && "Running".equals(now.getPhase())) {
      Timer.builder("kubelet.pod.start.duration")
          .register(context.meters())
          .record(Duration.between(firstSeen, context.time().instant()));
    }
  }

  private void updateView(PodState facts) {
    var current = computed == null ? pod : with(pod, computed);
    view =
        new PodView(
            current,
            facts.observed().sandbox().map(SandboxFacts::id),
            facts.observed().containers().stream().map(PodSync::containerView).toList());
  }

  private static ContainerView containerView(ContainerFacts container) {
    var state =
        switch (container.state()) {
          case CREATED -> PodView.State.CREATED;
          case RUNNING -> PodView.State.RUNNING;
          case EXITED -> PodView.State.EXITED;
          case UNKNOWN -> PodView.State.UNKNOWN;
        };
    return new ContainerView(
        container.name(), container.id(), container.attempt(), state, Path.of(container.logPath()));
  }
}
