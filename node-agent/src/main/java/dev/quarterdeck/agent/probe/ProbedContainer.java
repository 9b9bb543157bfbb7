package dev.quarterdeck.agent.probe;

import dev.quarterdeck.agent.probe.ProbeState.Verdict;
import dev.quarterdeck.agent.worker.ContainerProbes.Failure;
import dev.quarterdeck.agent.worker.ContainerProbes.State;
import dev.quarterdeck.agent.worker.ContainerProbes.Target;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The states of one container's probes. It is thread-safe. */
final class ProbedContainer {

  private final Target target;
  private final Map<ProbeKind, Probe> probes = new EnumMap<>(ProbeKind.class);
  private final Map<ProbeKind, ProbeState> states = new EnumMap<>(ProbeKind.class);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Optional<Failure> failure = Optional.empty();

  ProbedContainer(Target target) {
    this.target = target;
    for (var kind : ProbeKind.values()) {
      kind.of(target.container())
          .ifPresent(
              probe -> {
                probes.put(kind, probe);
                states.put(kind, ProbeState.initial(kind, passedBefore(kind)));
              });
    }
  }

  private boolean passedBefore(ProbeKind kind) {
    return kind == ProbeKind.READINESS ? target.seed().ready() : target.seed().started();
  }

  Target target() {
    return target;
  }

  Map<ProbeKind, Probe> probes() {
    return probes;
  }

  State state() {
    lock.lock();
    try {
      var started = started();
      return new State(started, started && passes(ProbeKind.READINESS), failure);
    } finally {
      lock.unlock();
    }
  }

  private boolean started() {
    return passes(ProbeKind.STARTUP);
  }

  private boolean passes(ProbeKind kind) {
    var state = states.get(kind);
    return state == null || state.verdict() == Verdict.PASSED;
  }

  /** Whether no further attempt of the probe can change its result. */
  boolean isFinal(ProbeKind kind) {
    lock.lock();
    try {
      return states.get(kind).isFinal(kind);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the container has started, unless the probe is the startup probe. */
  void awaitTurn(ProbeKind kind) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (kind != ProbeKind.STARTUP && !started()) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Records the result of one attempt.
   *
   * @return whether {@link #state} has changed
   */
  boolean record(ProbeKind kind, ProbeResult outcome) {
    lock.lock();
    try {
      var before = state();
      var next = states.get(kind).step(outcome, ProbeTiming.of(probes.get(kind)));
      states.put(kind, next);
      if (kind != ProbeKind.READINESS
          && next.verdict() == Verdict.FAILED
          && outcome instanceof ProbeResult.Failure(var message)
          && failure.isEmpty()) {
        var grace = Optional.ofNullable(probes.get(kind).getTerminationGracePeriodSeconds());
        failure = Optional.of(new Failure(kind.title(), message, grace));
      }
      changed.signalAll();
      return !state().equals(before);
    } finally {
      lock.unlock();
    }
  }
}
