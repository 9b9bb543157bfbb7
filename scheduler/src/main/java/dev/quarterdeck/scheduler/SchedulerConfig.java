package dev.quarterdeck.scheduler;

import dev.quarterdeck.scheduler.queue.SchedulingQueue;

/**
 * How a scheduler behaves.
 *
 * @param schedulerName which pods are its own: those whose {@code spec.schedulerName} says so
 * @param percentageOfNodesToScore 1 to 100; 0 lets the cluster's size decide
 * @param concurrentBinds how many bindings may be under way at once
 * @param waits how long pods wait between attempts
 */
public record SchedulerConfig(
    String schedulerName,
    int percentageOfNodesToScore,
    int concurrentBinds,
    SchedulingQueue.Waits waits) {

  public static final SchedulerConfig DEFAULT =
      new SchedulerConfig("default-scheduler", 0, 32, SchedulingQueue.Waits.DEFAULT);
}
