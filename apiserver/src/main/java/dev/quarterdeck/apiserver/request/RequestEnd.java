package dev.quarterdeck.apiserver.request;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * When a request's answer is over: once it has walked its path and whatever the path has begun, a
 * watch or a connection, has ended too.
 */
final class RequestEnd {

  private final AtomicInteger open = new AtomicInteger(1);
  private volatile Runnable then;

  /**
   * Keeps the answer from being over.
   *
   * @param first run when this lets go
   * @param executor runs what is to be done at the end, should this be the last to let go: who lets
   *     go may be an event loop
   * @return lets go; only the first run counts
   */
  Runnable hold(Runnable first, Executor executor) {
    open.incrementAndGet();
    var held = new AtomicBoolean(true);
    return () -> {
      if (held.compareAndSet(true, false)) {
        first.run();
        if (open.decrementAndGet() == 0) {
          executor.execute(then);
        }
      }
    };
  }

  /**
   * The path is at its end.
   *
   * @param then run once, when the answer is over: here, if nothing holds it
   */
  void walked(Runnable then) {
    this.then = then;
    if (open.decrementAndGet() == 0) {
      then.run();
    }
  }
}
