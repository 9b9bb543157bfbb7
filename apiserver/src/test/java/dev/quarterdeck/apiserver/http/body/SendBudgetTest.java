package dev.quarterdeck.apiserver.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.http.body.SendBudget.Bounds;
import dev.quarterdeck.apiserver.http.body.SendBudget.Payer;
import dev.quarterdeck.apiserver.http.body.SendBudget.Sending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SendBudgetTest {

  private final SendBudget budget = new SendBudget(new Bounds(4, 6, 10, Duration.ofSeconds(10)));
  private final AtomicInteger cut = new AtomicInteger();

  private Optional<Sending> now(String connection, String user, long bytes) {
    return budget.now(new Payer(connection, user), bytes, cut::incrementAndGet);
  }

  private CompletableFuture<Optional<Sending>> later(String connection, String user, long bytes) {
    var taken = new CompletableFuture<Optional<Sending>>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                taken.complete(budget.await(new Payer(connection, user), bytes, () -> {}));
              } catch (InterruptedException e) {
                taken.completeExceptionally(e);
              }
            });
    return taken;
  }

  @Test
  void aConnectionAUserAndEverybodyHaveTheirShares() {
    assertThat(now("c1", "joe", 4)).isPresent();
    assertThat(now("c1", "ann", 1)).as("the connection's share").isEmpty();
    assertThat(now("c2", "joe", 2)).isPresent();
    assertThat(now("c3", "joe", 1)).as("the user's share").isEmpty();
    assertThat(now("c4", "ann", 4)).isPresent();
    assertThat(now("c5", "eve", 1)).as("everybody's").isEmpty();
    assertThat(budget.held()).isEqualTo(10);
  }

  @Test
  void whatIsOverComesBackOnce() {
    var first = now("c", "joe", 4).orElseThrow();
    first.close();
    first.close();
    assertThat(budget.held()).isZero();
    assertThat(now("c", "joe", 4)).isPresent();
  }

  @Test
  void anAnswerLargerThanAShareGoesAlone() {
    var large = now("c", "joe", 100).orElseThrow();
    assertThat(now("d", "ann", 1)).isEmpty();
    large.close();
    assertThat(now("d", "ann", 1)).isPresent();
    assertThat(now("c", "joe", 100)).isEmpty();
  }

  @Test
  void whoWaitsGoesWhenThereIsRoom() throws Exception {
    var first = now("c", "joe", 4).orElseThrow();
    var waiting = new ArrayList<CompletableFuture<Optional<Sending>>>();
    for (var i = 0; i < 50; i++) {
      waiting.add(later("c", "joe", 1 + i % 4));
    }
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    first.close();
    while (!waiting.isEmpty()) {
      var next = CompletableFuture.anyOf(waiting.toArray(CompletableFuture[]::new));
      ((Optional<?>) next.get(10, TimeUnit.SECONDS)).map(Sending.class::cast).orElseThrow().close();
      waiting.removeIf(one -> one.isDone() && one.join().map(SendBudgetTest::closed).orElse(false));
    }
    assertThat(budget.held()).isZero();
  }

  private static boolean closed(Sending sending) {
    sending.close();
    return true;
  }

  @Test
  void whoWaitsTooLongGetsNothing() throws Exception {
    var hasty = new SendBudget(new Bounds(4, 6, 10, Duration.ofMillis(20)));
    hasty.now(new Payer("c", "joe"), 4, () -> {}).orElseThrow();
    assertThat(hasty.await(new Payer("c", "joe"), 1, () -> {})).isEmpty();
  }

  @Test
  void whatIsNotReadIsCutOnce() {
    var hasty = new SendBudget(new Bounds(4, 6, 10, Duration.ZERO));
    var sending = hasty.now(new Payer("c", "joe"), 4, cut::incrementAndGet).orElseThrow();
    hasty.sweep();
    hasty.sweep();
    assertThat(cut).hasValue(1);
    sending.close();
    assertThat(hasty.held()).isZero();
  }

  @Test
  void whatIsReadIsLeftAlone() {
    now("c", "joe", 4).orElseThrow().progressed();
    budget.sweep();
    assertThat(cut).hasValue(0);
  }
}
