package dev.quarterdeck.apiserver.watchcache;

import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.time.Time;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Asks the store how far it is, once for all who want to know. A caller may share an answer only if
 * the question was sent after the caller came; so while one question is under way, newcomers gather
 * behind the next.
 */
final class CurrentRevision {

  /** One question: one of those who wait for it sends it, the others get its answer too. */
  private final class Question {
    final Condition changed = lock.newCondition();
    boolean answered;
    boolean abandoned;
    long revision;
    RuntimeException failure;

    boolean over() {
      return answered || abandoned;
    }

    long answer() {
      if (failure != null) {
        throw fault(failure);
      }
      return revision;
    }
  }

  private final Store store;
  private final Time time;
  private final ReentrantLock lock = new ReentrantLock();
  private Question next = new Question();
  private boolean underWay;

  CurrentRevision(Store store, Time time) {
    this.store = store;
    this.time = time;
  }

  /**
   * The store's revision at some moment after the call began.
   *
   * @throws ApiFault TIMEOUT or SERVICE_UNAVAILABLE
   */
  long ask(Duration timeout) {
    var deadline = time.nanos() + timeout.toNanos();
    Question mine;
    lock.lock();
    try {
      mine = next;
      while (underWay || mine.over()) {
        if (mine.answered) {
          return mine.answer();
        }
        mine = mine.abandoned ? next : mine;
        if (underWay) {
          await(mine, deadline);
        }
      }
      underWay = true;
      next = new Question(); // Whoever comes now may not share this one.
    } finally {
      lock.unlock();
    }
    return askStore(mine);
  }

  private void await(Question mine, long deadline) {
    try {
      var left = Duration.ofNanos(deadline - time.nanos());
      if (!left.isPositive()) {
        mine.changed.signal(); // Perhaps it was for us to ask: another must.
        throw new ApiFault(Reason.TIMEOUT, "the store did not tell its revision in time");
      }
      time.await(lock, mine.changed, left);
    } catch (InterruptedException e) {
      mine.changed.signal();
      Thread.currentThread().interrupt();
      throw new ApiFault(Reason.SERVICE_UNAVAILABLE, "the request was cancelled");
    }
  }

  private long askStore(Question question) {
    try {
      question.revision = store.currentRevision();
    } catch (RuntimeException e) {
      question.failure = e;
    }
    // An asker that is interrupted fails for itself alone.
    var abandoned = question.failure != null && Thread.currentThread().isInterrupted();
    lock.lock();
    try {
      underWay = false;
      question.abandoned = abandoned;
      question.answered = !abandoned;
      question.changed.signalAll();
      next.changed.signal();
      return question.answer();
    } finally {
      lock.unlock();
    }
  }

  /** Each caller throws a fault of its own: exceptions are not shared between threads. */
  private static ApiFault fault(RuntimeException cause) {
    return cause instanceof ApiFault fault
        ? new ApiFault(fault.reason(), fault.getMessage(), fault.details())
        : new ApiFault(Reason.INTERNAL_ERROR, "the store failed: " + cause);
  }
}
