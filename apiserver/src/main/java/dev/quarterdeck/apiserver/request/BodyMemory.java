package dev.quarterdeck.apiserver.request;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Bounds the memory that requests' bodies take. Those that are still arriving share one bound:
 * beyond it the one that has taken longest gives way, so that slow senders cannot keep out quick
 * ones. Those that are worked on share another, by the size their trees can have: one waits for the
 * others.
 */
public final class BodyMemory {

  /** A tree's node takes about this much more than its text. */
  private static final int BYTES_PER_NODE = 80;

  /** Bodies that are not JSON: what each byte can become. */
  private static final int BYTES_PER_BYTE = 30;

  private static final int UNIT = 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final long arriving;
  private final int working;
  private final Semaphore free;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashSet<Arrival> arrivals = new LinkedHashSet<>();
  private long arrived;

  /**
   * @param heap bytes the process may use; an eighth may be bodies on their way, a quarter trees
   */
  public BodyMemory(long heap) {
    this.arriving = Math.max(heap / 8, 2L * Body.MAX_BYTES);
    this.working = (int) Math.min(Math.max(heap / 4, 16 << 20) / UNIT, Integer.MAX_VALUE);
    this.free = new Semaphore(working, true);
  }

  /** One body on its way in. */
  public final class Arrival {

    private final Consumer<ApiFault> giveUp;
    private long bytes;

    private Arrival(Consumer<ApiFault> giveUp) {
      this.giveUp = giveUp;
    }

    /**
     * More of it came, or less of it is held if below zero. Whoever is longest on the way may be
     * told to give up.
     */
    public void more(long chunk) {
      Arrival slowest = null;
      lock.lock();
      try {
        if (!arrivals.contains(this)) {
          return;
        }
        bytes += chunk;
        arrived += chunk;
        if (arrived > arriving) {
          slowest = arrivals.getFirst();
          slowest.forget();
        }
      } finally {
        lock.unlock();
      }
      if (slowest != null) {
        slowest.giveUp.accept(tooMany());
      }
    }

    /** It is complete, or will never be. */
    public void over() {
      lock.lock();
      try {
        forget();
      } finally {
        lock.unlock();
      }
    }

    private void forget() {
      if (arrivals.remove(this)) {
        arrived -= bytes;
      }
    }
  }

  /**
   * @param giveUp called at most once, from any thread, when the body has to make room
   */
  public Arrival arrive(Consumer<ApiFault> giveUp) {
    var arrival = new Arrival(giveUp);
    lock.lock();
    try {
      arrivals.add(arrival);
    } finally {
      lock.unlock();
    }
    return arrival;
  }

  /** Room for what is made of a body; whoever took it gives it back by closing it. */
  @FunctionalInterface
  interface Room extends AutoCloseable {

    /** Of those who need none. */
    Room NONE = () -> {};

    @Override
    void close();
  }

  /**
   * Takes room for the tree of a request's body, unless that is only passed on. Waits for it.
   *
   * @throws ApiFault TOO_MANY_REQUESTS when there is none in time
   */
  Room take(Exchange exchange) {
    if (exchange.body().isEmpty() || exchange.info().longRunning()) {
      return Room.NONE;
    }
    var units = (int) Math.min(treeBytes(exchange.body()) / UNIT, working);
    try {
      if (units > 0 && !free.tryAcquire(units, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw tooMany();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new ApiFault(Reason.SERVICE_UNAVAILABLE, "the server is shutting down");
    }
    return () -> free.release(units);
  }

  private static long treeBytes(Body body) {
    if (!body.contentType().isEmpty() && !body.contentType().endsWith("json")) {
      return (long) body.bytes().length * BYTES_PER_BYTE;
    }
    var nodes = 0L;
    for (var each : body.bytes()) {
      if (each == ',' || each == '{' || each == '[') {
        nodes++;
      }
    }
    return 2L * body.bytes().length + nodes * BYTES_PER_NODE;
  }

  private static ApiFault tooMany() {
    return new ApiFault(
        Reason.TOO_MANY_REQUESTS,
        "Too many large or slow request bodies at once, please try again later.",
        new ApiFault.Details("", "", "", List.of(), Duration.ofSeconds(1)));
  }
}
