package dev.quarterdeck.controllers.runtime;

import java.util.Optional;

/** One controller. It adds its handlers to the informers it reads when it is made. */
public interface Controller extends AutoCloseable {

  /** Starts to work; called once, when the informers it reads are synced. */
  void start();

  /** Why the controller does not work at present; empty while it does. */
  Optional<Throwable> failure();

  /** Takes no more work, interrupts what runs and waits a few seconds at most for it to end. */
  @Override
  void close();
}
