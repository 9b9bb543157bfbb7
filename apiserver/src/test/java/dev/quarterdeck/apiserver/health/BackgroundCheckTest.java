package dev.quarterdeck.apiserver.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.model.time.SteppedTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BackgroundCheckTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String FINE = "";

  private final SteppedTime time = new SteppedTime(Instant.EPOCH);
  private final Semaphore asked = new Semaphore(0);
  private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final BackgroundCheck check =
      new BackgroundCheck("it", Duration.ofSeconds(1), Duration.ofSeconds(2), time, this::answer);

  private void answer() throws Exception {
    asked.release();
    var failure = answers.take();
    if (!failure.equals(FINE)) {
      throw new IOException(failure);
    }
  }

  @AfterEach
  void stop() {
    check.close();
  }

  private void awaitQuestion() throws InterruptedException {
    assertThat(asked.tryAcquire(10, TimeUnit.SECONDS)).as("it is asked").isTrue();
  }

  private void answer(String answer) throws InterruptedException {
    answers.add(answer);
    assertThat(time.awaitWaiters(1, LIMIT)).as("it pauses").isTrue();
  }

  @Test
  void tellsTheLastAnswer() throws Exception {
    check.start();
    awaitQuestion();
    assertThat(check.failure()).isEmpty();
    answer("no leader");
    assertThat(check.failure()).contains("no leader");
    time.advance(Duration.ofSeconds(1));
    awaitQuestion();
    assertThat(check.failure()).as("until there is another").contains("no leader");
    answer(FINE);
    assertThat(check.failure()).isEmpty();
  }

  @Test
  void noAnswerIsAFailureSoon() throws Exception {
    check.start();
    awaitQuestion();
    time.advance(Duration.ofSeconds(2));
    assertThat(check.failure()).isEmpty();
    time.advance(Duration.ofMillis(1));
    assertThat(check.failure()).contains("no answer within 2 s");
    answer(FINE);
    assertThat(check.failure()).isEmpty();
  }
}
