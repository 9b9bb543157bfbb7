package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.phase.PodStatuses;
import dev.quarterdeck.agent.plan.Decision;
import dev.quarterdeck.agent.plan.Observed;
import dev.quarterdeck.agent.plan.Observed.ContainerFacts;
import dev.quarterdeck.agent.plan.Observed.SandboxFacts;
import dev.quarterdeck.agent.plan.PodFacts;
import dev.quarterdeck.agent.plan.PodFacts.Failure;
import dev.quarterdeck.agent.plan.PodFacts.ProbeFacts;
import dev.quarterdeck.agent.plan.PodPlan;
import dev.quarterdeck.agent.plan.PodSpecs;
import dev.quarterdeck.agent.plan.ReportedStatus;
import dev.quarterdeck.agent.runtime.PodObserver;
import dev.quarterdeck.agent.runtime.Sighting;
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

/** One pod's rounds of look, decide, tell and act. Used by the pod's worker alone. */
final class PodSync {

  private final PodTools tools;
  private final PodMemory memory = new PodMemory();
  private final PodEffects effects;
  private final PodObserver observer;
  private final Set<String> probed = new HashSet<>();
  private final Instant firstSeen;
  // Last computed here; null when the API server's word has it all.
  private PodStatus told;
  private Pod pod;
  private volatile PodView view;

  /**
   * @param fresh whether the runtime is known to hold nothing of the pod yet
   */
  PodSync(PodTools tools, Pod pod, boolean fresh) {
    this.tools = tools;
    this.pod = pod;
    firstSeen = tools.time().instant();
    observer =
        new PodObserver(tools.runtime(), pod.getMetadata().getUid(), fresh, this::withMessage);
    effects = new PodEffects(tools, memory, observer);
  }

  Optional<PodView> view() {
    return Optional.ofNullable(view);
  }

  /** Somebody said that something changed: the next look takes nothing for granted. */
  void invalidate() {
    observer.invalidate();
  }

  /** Somebody saw what the runtime holds of the pod. */
  void compare(Sighting seen) {
    observer.compare(seen);
  }

  /**
   * Looks, decides and tells, without acting yet.
   *
   * @param desired the newest the API server said
   */
  Round look(Pod desired, boolean inApi) {
    pod = desired;
    if (inApi && tools.statuses().isReflectedIn(desired)) {
      told = null;
    }
    var observed = observer.observe();
    followProbes(observed);
    forgetTroublesOfRunning(observed);
    var facts = facts(inApi, observed);
    var now = tools.time().instant();
    if (!facts.stopping()) {
      memory.stop =
          tools.sysctls().rejection(desired).or(() -> PodPlan.overdue(withBaseline(desired), now));
      memory.stop.ifPresent(stop -> tools.events().warning(desired, stop.reason(), stop.message()));
      facts = facts(inApi, observed);
    }
    if (facts.stopping() && memory.stoppingSince.isEmpty()) {
      memory.stoppingSince = Optional.of(now);
      facts = facts(inApi, observed);
    }
    var decision = PodPlan.of(facts, now);
    tell(facts, now);
    show(facts);
    return new Round(facts, decision, wakeAt(decision, facts, now));
  }

  /**
   * What one look led to.
   *
   * @param wakeAt when time alone changes the decision or the status
   */
  record Round(PodFacts facts, Decision decision, Optional<Instant> wakeAt) {}

  private Optional<Instant> wakeAt(Decision decision, PodFacts facts, Instant now) {
    var statusChange = PodStatuses.changeAt(facts, tools.node(), now);
    return Stream.concat(decision.wakeAt().stream(), statusChange.stream())
        .min(Comparator.naturalOrder());
  }

  /** Performs the round's actions until one fails. */
  void act(Round round) throws InterruptedException {
    if (!round.facts.stopping() && round.facts.observed().sandbox().isPresent()) {
      effects.refreshVolumes(pod);
    }
    for (var action : round.decision.actions()) {
      if (!effects.perform(round.facts, action)) {
        return;
      }
    }
  }

  /** Ends what runs on behalf of the pod inside the agent. */
  void close() {
    probed.forEach(tools.probes()::stop);
    probed.clear();
    effects.close();
    tools.statuses().forget(pod.getMetadata().getUid());
  }

  private PodFacts facts(boolean inApi, Observed observed) {
    var probes = new HashMap<String, ProbeFacts>();
    observed.running().forEach(c -> probes.put(c.id(), probeFacts(tools.probes().state(c.id()))));
    return new PodFacts(
        withBaseline(pod),
        inApi,
        observed,
        Map.copyOf(memory.troubles),
        probes,
        memory.stop,
        memory.stoppingSince,
        memory.released);
  }

  /**
   * While the API server's word lags behind what was last computed here, our own part of the status
   * is taken from there, everybody else's from the API server.
   */
  private Pod withBaseline(Pod desired) {
    if (told == null) {
      return desired;
    }
    var reported = desired.getStatus();
    if (reported != null && PodFacts.terminal(reported.getPhase())) {
      return desired;
    }
    return with(desired, StatusBaseline.merge(told, reported));
  }

  /** Shares all else: a node may have many pods, and nobody changes one. */
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

  private void followProbes(Observed observed) {
    var running = new HashSet<String>();
    var podIp = observed.sandbox().map(SandboxFacts::ips).orElse(List.of());
    for (var container : observed.running()) {
      running.add(container.id());
      var spec = PodSpecs.find(pod, container.name());
      if (spec.isPresent() && probed.add(container.id())) {
        var ip =
            PodSpecs.hostNetwork(pod) || podIp.isEmpty()
                ? tools.node().addresses().getFirst()
                : podIp.getFirst();
        tools
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
            tools.probes().stop(id);
          }
          return gone;
        });
  }

  /** After a restart of the agent a container is as ready as the API server last heard. */
  private State seed(ContainerFacts container) {
    var id = tools.node().runtime() + "://" + container.id();
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

  private void forgetTroublesOfRunning(Observed observed) {
    observed.running().forEach(container -> memory.troubles.remove(container.name()));
  }

  private ContainerFacts withMessage(ContainerFacts container) {
    var spec = PodSpecs.find(pod, container.name());
    if (spec.isEmpty()) {
      return container;
    }
    var exit = container.exit().orElseThrow();
    var message =
        tools
            .volumes()
            .terminationMessage(
                pod, spec.get(), container.attempt(), exit.code(), Path.of(container.logPath()));
    return message.isEmpty() ? container : container.withExitMessage(message);
  }

  private void tell(PodFacts facts, Instant now) {
    if (!facts.inApi()) {
      return;
    }
    var status = PodStatuses.of(facts, tools.node(), now);
    var before = told == null ? pod.getStatus() : told;
    if (!status.equals(before)) {
      tools.statuses().write(pod, status, !"Pending".equals(status.getPhase()));
    }
    told = status;
    countStart(before, status);
    CrashLoops.begun(before, status)
        .forEach(
            container ->
                tools
                    .events()
                    .warning(pod, container.name(), "BackOff", CrashLoops.message(pod, container)));
  }

  private void countStart(PodStatus before, PodStatus now) {
    var waited = before == null || "Pending".equals(before.getPhase());
    if (waited && "Running".equals(now.getPhase())) {
      Timer.builder("kubelet.pod.start.duration")
          .register(tools.meters())
          .record(Duration.between(firstSeen, tools.time().instant()));
    }
  }

  private void show(PodFacts facts) {
    var shown = told == null ? pod : with(pod, told);
    view =
        new PodView(
            shown,
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
