package dev.quarterdeck.controllers.cronjob;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Walks through the days of a cron job: its jobs end well or not, people suspend and resume it, the
 * controller is stopped between any two of its requests, sees news late, and gets conflicts and no
 * answers. No start has two jobs, nor one again after its job was cleared away.
 *
 * <p>{@code -Dquarterdeck.model.seeds=0-199 -Dquarterdeck.model.steps=2000} for all of it; one seed
 * replays its walk.
 */
class CronJobModelTest {

  private static final Instant START = Instant.parse("2026-03-02T08:00:30Z");

  @Test
  void noStartHasTwoJobs() {
    var limits = System.getProperty("quarterdeck.model.seeds", "0-29").split("-");
    var steps = Integer.getInteger("quarterdeck.model.steps", 500);
    LongStream.rangeClosed(Long.parseLong(limits[0]), Long.parseLong(limits[limits.length - 1]))
        .forEach(seed -> walk(seed, steps));
  }

  private static void walk(long seed, int steps) {
    var random = new Random(seed);
    var policy = List.of("Allow", "Forbid", "Replace").get(random.nextInt(3));
    var schedule = List.of("* * * * *", "*/7 * * * *", "@every 90s").get(random.nextInt(3));
    var cronJob =
        CronWorld.every(schedule, START)
            .editSpec()
            .withConcurrencyPolicy(policy)
            .withSuccessfulJobsHistoryLimit(random.nextInt(3))
            .withFailedJobsHistoryLimit(random.nextInt(2))
            .withStartingDeadlineSeconds(deadline(schedule, random))
            .endSpec();
    var world = new CronWorld(cronJob, START, seed, 100);
    try {
      for (var step = 0; step < steps; step++) {
        step(world, random);
        check(world, policy);
      }
      world.catchUp();
      assertThat(world.started).as("jobs").isNotEmpty();
    } catch (AssertionError e) {
      throw new AssertionError(
          "seed %d at %s\n%s\n%s".formatted(seed, world.now, world.cronJob, world.jobs.keySet()),
          e);
    }
  }

  /** An interval that is longer than the deadline never starts anything, as in Kubernetes. */
  private static Long deadline(String schedule, Random random) {
    return schedule.startsWith("@") || random.nextBoolean() ? null : 30L + random.nextInt(600);
  }

  private static void step(CronWorld world, Random random) {
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> world.pass(Duration.ofSeconds(random.nextInt(120)));
      case 4, 5, 6 ->
          world.running().stream()
              .findFirst()
              .ifPresent(job -> world.end(job, random.nextInt(3) == 0 ? "Failed" : "Complete"));
      case 7 -> world.lag();
      case 8 -> world.catchUp();
      default -> {
        if (random.nextInt(10) == 0) {
          var suspend = random.nextInt(3) == 0;
          world.edit(cron -> cron.editSpec().withSuspend(suspend).endSpec());
        } else {
          world.look();
        }
      }
    }
  }

  private static void check(CronWorld world, String policy) {
    if (policy.equals("Forbid")) {
      assertThat(world.running()).as("jobs that run").hasSizeLessThanOrEqualTo(1);
    }
  }
}
