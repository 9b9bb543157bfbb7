package dev.quarterdeck.dns.forward;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Bounds how many questions wait for upstream servers, in all and of each client. */
final class ClientShares {

  private final int total;
  private final int each;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<InetAddress, Integer> waiting = new HashMap<>();
  private int all;

  ClientShares(int total, int each) {
    this.total = total;
    this.each = each;
  }

  /**
   * @return whether one more may wait; then {@link #leave} must follow
   */
  boolean enter(InetAddress client) {
    lock.lock();
    try {
      var own = waiting.getOrDefault(client, 0);
      if (all >= total || own >= each) {
        return false;
      }
      waiting.put(client, own + 1);
      all++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  void leave(InetAddress client) {
    lock.lock();
    try {
      waiting.computeIfPresent(client, (_, own) -> own == 1 ? null : own - 1);
      all--;
    } finally {
      lock.unlock();
    }
  }
}
