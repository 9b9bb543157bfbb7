package dev.quarterdeck.apiserver.watchcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CurrentRevisionTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private static final Set<Thread.State> PARKED =
      EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

  private final List<Thread> started = new CopyOnWriteArrayList<>();
  private final SlowStore store = new SlowStore();
  private final CurrentRevision current = new CurrentRevision(store, Time.system());

  @Test
  void callersWhoComeWhileAQuestionIsUnderWayShareTheNext() throws Exception {
    try (var threads = newThreads()) {
      store.revision.set(1);
      var first = threads.submit(() -> current.ask(SOON));
      store.asked.acquire();
      var late = new ArrayList<Future<Long>>();
      for (var i = 0; i < 50; i++) {
        late.add(threads.submit(() -> current.ask(SOON)));
      }
      awaitAllParked(51);
      store.revision.set(2);
      store.answers.release(2);

      assertThat(first.get()).isLessThanOrEqualTo(2);
      for (var caller : late) {
        assertThat(caller.get()).as("asked after the caller came").isEqualTo(2);
      }
      assertThat(store.questions.get()).isEqualTo(2);
    }
  }

  @Test
  void failureReachesEveryCallerAndTheNextQuestionIsFresh() {
    store.failure = Optional.of(new ApiFault(Reason.SERVICE_UNAVAILABLE, "down"));
    assertThatThrownBy(() -> current.ask(SOON))
        .isInstanceOfSatisfying(
            ApiFault.class, e -> assertThat(e.reason()).isEqualTo(Reason.SERVICE_UNAVAILABLE));

    store.failure = Optional.empty();
    store.revision.set(5);
    store.answers.release();
    assertThat(current.ask(SOON)).isEqualTo(5);
  }

  @Test
  void waitingEndsAtItsDeadlineThoughTheQuestionBeforeHangs() throws Exception {
    try (var threads = newThreads()) {
      var hanging = threads.submit(() -> current.ask(SOON));
      store.asked.acquire();

      assertThatThrownBy(() -> current.ask(Duration.ofMillis(10)))
          .isInstanceOfSatisfying(
              ApiFault.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));

      store.answers.release(2);
      hanging.get();
      assertThat(current.ask(SOON)).isZero();
    }
  }

  @Test
  void interruptedAskerDoesNotTakeTheOthersDown() throws Exception {
    try (var threads = newThreads()) {
      var hanging = threads.submit(() -> current.ask(SOON));
      store.asked.acquire();
      threads.submit(this::askAndFail);
      awaitAllParked(2);
      var asker = started.get(1);
      var follower = threads.submit(() -> current.ask(SOON));
      awaitAllParked(3);
      asker.interrupt();
      asker.join();
      store.revision.set(3);
      store.answers.release(2);

      hanging.get();
      assertThat(follower.get()).isEqualTo(3);
    }
  }

  private ExecutorService newThreads() {
    return Executors.newThreadPerTaskExecutor(
        task -> {
          var thread = Thread.ofVirtual().unstarted(task);
          started.add(thread);
          return thread;
        });
  }

  /** Waits until {@code count} callers are there and all of them wait for an answer. */
  private void awaitAllParked(int count) {
    while (started.size() < count
        || !started.stream().map(Thread::getState).allMatch(PARKED::contains)) {
      Thread.onSpinWait(); // The test's timeout bounds it.
    }
  }

  private void askAndFail() {
    assertThatThrownBy(() -> current.ask(SOON)).isInstanceOf(ApiFault.class);
  }

  /** Answers when it is allowed to. */
  private static final class SlowStore implements Store {
    final AtomicLong revision = new AtomicLong();
    final AtomicInteger questions = new AtomicInteger();
    final Semaphore asked = new Semaphore(0);
    final Semaphore answers = new Semaphore(0);
    volatile Optional<ApiFault> failure = Optional.empty();

    @Override
    public long currentRevision() {
      if (failure.isPresent()) {
        throw failure.get();
      }
      questions.incrementAndGet();
      asked.release();
      answers.acquireUninterruptibly();
      return revision.get();
    }

    @Override
    public Optional<Stored> get(String key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Page list(String prefix, String after, int limit, long atRevision) {
      throw new UnsupportedOperationException();
    }

    @Override
    public WriteResult create(String key, byte[] value, Duration timeToLive) {
      throw new UnsupportedOperationException();
    }

    @Override
    public WriteResult update(String key, byte[] value, long expectedRevision) {
      throw new UnsupportedOperationException();
    }

    @Override
    public WriteResult update(
        String key, byte[] value, long expectedRevision, Duration timeToLive) {
      throw new UnsupportedOperationException();
    }

    @Override
    public WriteResult delete(String key, long expectedRevision) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Watch watch(String prefix, long fromRevision, Listener listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void compact(long upTo) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long compactedRevision() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
