package dev.quarterdeck.controllers;

/**
 * How one controller fares.
 *
 * @param name such as {@code deployment-controller}
 * @param detail what it waits for or fails at; empty while it runs
 */
public record ControllerHealth(String name, State state, String detail) {

  /** Where a controller is in its life. */
  public enum State {
    /** The collections that it reads have not been listed yet. */
    WAITING,
    /** It works. */
    RUNNING,
    /** It has started, but cannot work at present. */
    FAILING
  }
}
