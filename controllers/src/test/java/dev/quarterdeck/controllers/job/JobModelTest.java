package dev.quarterdeck.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Walks through what may happen to jobs: pods end, fail, are evicted, their nodes vanish; people
 * suspend, resume, resize and delete; the controller is stopped between any two of its writes, sees
 * news late, and gets refusals, conflicts and no answers.
 *
 * <p>A slice of the seeds runs each time, all of them with {@code -Dquarterdeck.model.seeds=0-199
 * -Dquarterdeck.model.steps=2000}; one seed replays its walk.
 */
class JobModelTest {

  @Test
  void noPodIsCountedTwiceOrLostAndNoIndexRunsTwice() {
    var steps = Integer.getInteger("quarterdeck.model.steps", 1000);
    var ended = 0;
    for (var seed : seeds("0-29")) {
      ended += walk(seed, steps);
    }
    assertThat(ended).as("jobs that ended on the way").isPositive();
  }

  private static long[] seeds(String usual) {
    var limits = System.getProperty("quarterdeck.model.seeds", usual).split("-");
    return LongStream.rangeClosed(
            Long.parseLong(limits[0]), Long.parseLong(limits[limits.length - 1]))
        .toArray();
  }

  private static int walk(long seed, int steps) {
    var model = new JobModel(seed);
    var step = 0;
    try {
      for (; step < steps; step++) {
        model.step();
      }
      model.settle();
      return model.ended();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed %d step %d\n%s".formatted(seed, step, model), e);
    }
  }
}
