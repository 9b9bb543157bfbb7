package dev.quarterdeck.client.reconcile;

import java.time.Duration;

/** When a reconciler wants its key again; a failure is an exception, not a result. */
public sealed interface Result {

  Result DONE = new Done();

  /** Nothing more to do until something changes. */
  record Done() implements Result {}

  /** Come back after {@code delay} even if nothing changes. */
  record RequeueAfter(Duration delay) implements Result {}

  static Result done() {
    return DONE;
  }

  static Result requeueAfter(Duration delay) {
    return new RequeueAfter(delay);
  }
}
