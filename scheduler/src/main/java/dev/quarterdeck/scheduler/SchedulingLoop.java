package dev.quarterdeck.scheduler;

import dev.quarterdeck.scheduler.framework.QueuedPod;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.placement.Decision;
import dev.quarterdeck.scheduler.placement.PlacementPlan;
import dev.quarterdeck.scheduler.profile.Profiles;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries one pod after the other. */
final class SchedulingLoop {

  private static final Logger LOG = LoggerFactory.getLogger(SchedulingLoop.class);
  private static final Duration SYNC_REMINDER = Duration.ofSeconds(30);

  /** Waits until the cluster is known. */
  interface Sync {
    boolean await(Duration limit) throws InterruptedException;
  }

  private final SchedulerParts parts;
  private final Profiles profiles;
  private final BindingCycle binding;
  private final FailedAttempts failures;
  private final RandomGenerator random;
  private Thread thread;
  private int start;

  SchedulingLoop(
      SchedulerParts parts,
      Profiles profiles,
      BindingCycle binding,
      FailedAttempts failures,
      RandomGenerator random) {
    this.parts = parts;
    this.profiles = profiles;
    this.binding = binding;
    this.failures = failures;
    this.random = random;
  }

  /** Deciding is computing, not waiting, so it gets a platform thread of its own. */
  void start(Sync sync) {
    thread = Thread.ofPlatform().daemon().name("scheduler").start(() -> run(sync));
  }

  /** Stops at once; waits up to the limit for the attempt under way. */
  void close(Duration limit) {
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join(limit);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run(Sync sync) {
    try {
      while (!sync.await(SYNC_REMINDER)) {
        LOG.info("waiting for the first list of nodes and pods");
      }
      LOG.info("scheduling nodes={}", parts.cluster().snapshot().nodes().size());
      var queue = parts.queue();
      for (var next = queue.take(); next.isPresent(); next = queue.take()) {
        attempt(next.get());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void attempt(QueuedPod queued) throws InterruptedException {
    var profile = profiles.find(queued.pod().schedulerName());
    if (profile.isEmpty()) {
      parts.queue().done(queued);
      return;
    }
    var attempt = new Attempt(queued, profile.get(), parts.time().instant());
    try {
      carryOut(attempt, decide(attempt));
    } catch (RuntimeException e) {
      failures.error(attempt, new Status.Error("scheduling failed: " + e.getMessage(), e));
    }
  }

  private Decision decide(Attempt attempt) {
    var decision =
        PlacementPlan.decide(
            attempt.profile(), attempt.pod(), parts.cluster().snapshot(), start, random);
    parts.metrics().decided(Duration.between(attempt.began(), parts.time().instant()));
    return decision;
  }

  private void carryOut(Attempt attempt, Decision decision) throws InterruptedException {
    switch (decision) {
      case Decision.Placed placed -> {
        start += placed.searched();
        binding.start(attempt, placed);
      }
      case Decision.Unschedulable(var diagnosis, var postFilter) ->
          failures.unschedulable(attempt, diagnosis, postFilter);
      case Decision.Failed(var error) -> failures.error(attempt, error);
    }
  }
}
