package dev.quarterdeck.deploy;

import static java.lang.management.MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Optional;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;

/**
 * Collects the whole heap whenever its old part has grown by half, as Go's runtime paces itself.
 * The serial collector by itself would let garbage pile up to the heap's limit first: it is the one
 * that costs least in time and memory here, but nothing tells it that a small process is wanted.
 */
final class HeapPacing implements AutoCloseable {

  /** Below this a collection is not worth its pause. */
  private static final long LEAST = 80L << 20;

  private final MemoryPoolMXBean old;
  private final NotificationEmitter memory;
  private final NotificationListener listener = (_, _) -> collect();

  private HeapPacing(MemoryPoolMXBean old, NotificationEmitter memory) {
    this.old = old;
    this.memory = memory;
  }

  /** Begins; empty when the collector has no such part of the heap or paces itself. */
  static Optional<HeapPacing> start() {
    if (!(ManagementFactory.getMemoryMXBean() instanceof NotificationEmitter memory)) {
      return Optional.empty();
    }
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getName().equals("Tenured Gen"))
        .findFirst()
        .map(old -> new HeapPacing(old, memory).begin());
  }

  private HeapPacing begin() {
    old.setUsageThreshold(threshold(0, old.getUsage().getMax()));
    memory.addNotificationListener(
        listener, told -> told.getType().equals(MEMORY_THRESHOLD_EXCEEDED), null);
    return this;
  }

  private void collect() {
    System.gc();
    var usage = old.getUsage();
    old.setUsageThreshold(threshold(usage.getUsed(), usage.getMax()));
  }

  /**
   * @param live bytes in use right after a collection
   * @param most what the old part of the heap can hold, in bytes
   * @return the use in bytes at which to collect again
   */
  static long threshold(long live, long most) {
    return Math.min(most, Math.max(LEAST, live + live / 2));
  }

  @Override
  public void close() throws Exception {
    memory.removeNotificationListener(listener);
  }
}
