package dev.quarterdeck.scheduler;

import dev.quarterdeck.scheduler.queue.SchedulingQueue;

/**
 * How a scheduler behaves.
 *
 * @param schedulerName the name of its profile: it schedules the pods whose {@code
 *     spec.schedulerName} is this
 * @param percentageOfNodesToScore 1 to 100; 0 lets the cluster's size decide
 * @param concurrentBinds how many bindings may be under way at once
 * @param queueTiming how long pods wait between attempts
 */
public record SchedulerConfig(
    String schedulerName,
    int percentageOfNodesToScore,
    int concurrentBinds,
    SchedulingQueue.Timing queueTiming) {

  public static final SchedulerConfig DEFAULT =
      new SchedulerConfig("default-scheduler", 0, 32, SchedulingQueue.Timing.DEFAULT);
}
