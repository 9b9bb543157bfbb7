package dev.quarterdeck.e2e.bench;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Many watches without a thread each, so that they cost little compared with what is measured. */
final class WatchCrowd implements AutoCloseable {

  private static final long DEADLINE_SECONDS = 90;
  private static final int HANDSHAKES = 32;

  /** Opens watches through one of the API server's doors. */
  interface Door extends AutoCloseable {

    /**
     * Begins to open a watch and returns at once.
     *
     * @param number counts from 0
     */
    void open(int number, Watch watch);

    @Override
    void close();
  }

  private final Door door;
  private final int watches;
  private final CountDownLatch unopened;
  // The server abandons handshakes that take longer than ten seconds.
  private final Semaphore handshakes = new Semaphore(HANDSHAKES);
  private final AtomicInteger events = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /**
   * @param watches how many there will be
   */
  WatchCrowd(Door door, int watches) {
    this.door = door;
    this.watches = watches;
    this.unopened = new CountDownLatch(watches);
  }

  /** Takes the events of one watch, from any thread. */
  final class Watch {
    private final AtomicBoolean answered = new AtomicBoolean();

    void opened() {
      if (answered.compareAndSet(false, true)) {
        handshakes.release();
        unopened.countDown();
      }
    }

    void event() {
      events.incrementAndGet();
    }

    void failed(Throwable why) {
      failure.set(why);
      if (answered.compareAndSet(false, true)) {
        handshakes.release();
      }
    }
  }

  /** Opens the watches and returns when all are open. */
  void open() throws IOException, InterruptedException {
    for (var i = 0; i < watches; i++) {
      if (!handshakes.tryAcquire(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        break;
      }
      door.open(i, new Watch());
    }
    if (!unopened.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException(unopened.getCount() + " watches did not open", failure.get());
    }
  }

  /** Waits until this number of events has arrived, of all watches together. */
  void awaitEvents(int count) throws IOException, InterruptedException {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (events.get() < count) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "%,d of %,d events came".formatted(events.get(), count), failure.get());
      }
      Thread.sleep(5);
    }
  }

  @Override
  public void close() {
    door.close();
  }
}
