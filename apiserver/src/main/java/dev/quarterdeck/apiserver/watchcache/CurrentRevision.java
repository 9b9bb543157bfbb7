package dev.quarterdeck.apiserver.watchcache;

import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Asks the store how far it is, once for all who want to know. A caller may share an answer only if
 * the question was sent after the caller came; so while one question is under way, newcomers gather
 * behind the next.
 */
final class CurrentRevision {

  /** One question; whoever opens it asks it, the others wait for the answer. */
  private static final class Question {
    final CompletableFuture<Long> answer = new CompletableFuture<>();
    boolean hasAsker;
  }

  /** The asker was interrupted; the question is still open. */
  private static final class Abandoned extends RuntimeException {
    Abandoned() {
      super("abandoned", null, false, false);
    }
  }

  private final Store store;
  private final ReentrantLock lock = new ReentrantLock();
  private final Semaphore underWay = new Semaphore(1);
  private Question next = new Question();

  CurrentRevision(Store store) {
    this.store = store;
  }

  /**
   * The store's revision at some moment after the call began.
   *
   * @throws ApiFault TIMEOUT or SERVICE_UNAVAILABLE
   */
  long ask(Duration timeout) {
    var deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      var question = join();
      try {
        return question.asker
            ? askStore(question.question, deadline)
            : question.question.answer.get(left(deadline), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof Abandoned)) {
          throw fault(e.getCause());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ApiFault(Reason.SERVICE_UNAVAILABLE, "the request was cancelled");
      } catch (TimeoutException e) {
        throw tooSlow();
      }
    }
  }

  private record Joined(Question question, boolean asker) {}

  private Joined join() {
    lock.lock();
    try {
      var asker = !next.hasAsker;
      next.hasAsker = true;
      return new Joined(next, asker);
    } finally {
      lock.unlock();
    }
  }

  private long askStore(Question question, long deadline)
      throws InterruptedException, TimeoutException {
    try {
      if (!underWay.tryAcquire(left(deadline), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException();
      }
      try {
        closeToNewcomers();
        var revision = store.currentRevision();
        question.answer.complete(revision);
        return revision;
      } finally {
        underWay.release();
      }
    } catch (RuntimeException e) {
      question.answer.completeExceptionally(
          Thread.currentThread().isInterrupted() ? new Abandoned() : e);
      throw e;
    } catch (InterruptedException | TimeoutException e) {
      // This caller's trouble only. Not yet closed, the question would catch newcomers forever.
      closeToNewcomers(question);
      question.answer.completeExceptionally(new Abandoned());
      throw e;
    }
  }

  private void closeToNewcomers() {
    lock.lock();
    try {
      next = new Question();
    } finally {
      lock.unlock();
    }
  }

  private void closeToNewcomers(Question question) {
    lock.lock();
    try {
      if (next == question) {
        next = new Question();
      }
    } finally {
      lock.unlock();
    }
  }

  private static long left(long deadline) {
    return Math.max(0, deadline - System.nanoTime());
  }

  private static ApiFault tooSlow() {
    return new ApiFault(Reason.TIMEOUT, "the store did not tell its revision in time");
  }

  /** Each caller throws a fault of its own: exceptions are not shared between threads. */
  private static ApiFault fault(Throwable cause) {
    return cause instanceof ApiFault fault
        ? new ApiFault(fault.reason(), fault.getMessage(), fault.details())
        : new ApiFault(Reason.INTERNAL_ERROR, "the store failed: " + cause);
  }
}
