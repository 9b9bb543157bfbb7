package dev.quarterdeck.controllers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SlowStartTest {

  private static List<Callable<Integer>> calls(AtomicInteger count, int failing) {
    var calls = new ArrayList<Callable<Integer>>();
    calls.addAll(Collections.nCopies(failing, count::incrementAndGet));
    calls.addAll(
        Collections.nCopies(
            50 - failing,
            () -> {
              count.incrementAndGet();
              throw new IllegalStateException("quota");
            }));
    return calls;
  }

  @Test
  void makesAllCallsWhenNoneFails() throws InterruptedException {
    var count = new AtomicInteger();
    assertThat(SlowStart.run(calls(count, 50)))
        .isEqualTo(new SlowStart.Outcome(50, List.of()))
        .returns(50, SlowStart.Outcome::succeeded);
    assertThat(count).hasValue(50);
    assertThat(SlowStart.run(List.of()).tried()).isZero();
  }

  @Test
  void stopsAfterTheFirstBatchThatFails() throws InterruptedException {
    var count = new AtomicInteger();
    var none = SlowStart.run(calls(count, 0));
    assertThat(none.succeeded()).isZero();
    assertThat(none.failures()).hasSize(1);
    assertThat(count).hasValue(1);

    count.set(0);
    var some = SlowStart.run(calls(count, 5));
    assertThat(count).as("1, 2 and 4").hasValue(7);
    assertThat(some.tried()).isEqualTo(7);
    assertThat(some.succeeded()).isEqualTo(5);
    assertThat(some.failures()).hasSize(2);
  }
}
