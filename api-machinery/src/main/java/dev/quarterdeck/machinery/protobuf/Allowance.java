package dev.quarterdeck.machinery.protobuf;

import java.util.concurrent.atomic.AtomicLong;

/** Memory that lists share to keep what they made; who gets none makes it twice. Thread-safe. */
public final class Allowance {

  private final AtomicLong left;

  /**
   * @param bytes how much all lists together may keep
   */
  public Allowance(long bytes) {
    this.left = new AtomicLong(bytes);
  }

  boolean take(int bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  void giveBack(long bytes) {
    left.addAndGet(bytes);
  }

  long left() {
    return left.get();
  }
}
