package dev.quarterdeck.controllers.runtime;

/** One running controller. Its handlers are registered when it is made. */
public interface Controller extends AutoCloseable {

  /** As in metrics and log lines. */
  String name();

  /** Starts working; call once, when the mirrors are synced. */
  void start();

  /** Stops promptly. */
  @Override
  void close();
}
