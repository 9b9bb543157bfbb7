package dev.quarterdeck.apiserver.health;

import dev.quarterdeck.client.background.Ticker;
import dev.quarterdeck.model.time.Time;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks in the background, again and again, whether something works. Whoever wants to know is told
 * what is known, at once: however many they are, and however long the answer takes.
 */
final class BackgroundCheck implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BackgroundCheck.class);

  /** Throws when it does not work; may block. */
  @FunctionalInterface
  interface Question {
    void ask() throws Exception;
  }

  /**
   * What is known.
   *
   * @param since when the question was asked, in nanoseconds of {@link Time}
   * @param asking whether its answer is still awaited; {@code failure} is the one before then
   */
  private record State(long since, boolean asking, Optional<String> failure) {}

  private final String name;
  private final Duration patience;
  private final Time time;
  private final Question question;
  private final Ticker ticker;
  private volatile State state;

  /**
   * @param period the pause between two questions
   * @param patience how long an answer may take before its absence counts as a failure
   */
  BackgroundCheck(String name, Duration period, Duration patience, Time time, Question question) {
    this.name = name;
    this.patience = patience;
    this.time = time;
    this.question = question;
    this.state = new State(time.nanos(), false, Optional.empty());
    this.ticker = new Ticker("health-" + name, period, time, this::ask);
  }

  /** Begins to ask. What is asked about counts as working until the first answer. */
  void start() {
    ticker.start();
  }

  /** Why it does not work; empty when it does. */
  Optional<String> failure() {
    var known = state;
    return known.asking && time.nanos() - known.since > patience.toNanos()
        ? Optional.of("no answer within " + patience.toSeconds() + " s")
        : known.failure;
  }

  private void ask() throws InterruptedException {
    var before = state.failure;
    var since = time.nanos();
    state = new State(since, true, before);
    var failure = answer();
    state = new State(since, false, failure);
    if (failure.isPresent() != before.isPresent()) {
      LOG.info("health check={} failure=\"{}\"", name, failure.orElse(""));
    }
  }

  private Optional<String> answer() throws InterruptedException {
    try {
      question.ask();
      return Optional.empty();
    } catch (InterruptedException stopped) {
      throw stopped;
    } catch (Exception failure) {
      return Optional.of(String.valueOf(failure.getMessage()));
    }
  }

  @Override
  public void close() {
    ticker.close();
  }
}
