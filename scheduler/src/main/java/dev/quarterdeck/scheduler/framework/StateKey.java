package dev.quarterdeck.scheduler.framework;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Names one thing that a plugin keeps in the {@link CycleState}. Keys are made once, as constants.
 *
 * @param <T> what is kept
 */
public final class StateKey<T> {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String name;
  private final UnaryOperator<T> copier;
  private final int slot = COUNT.getAndIncrement();

  private StateKey(String name, UnaryOperator<T> copier) {
    this.name = name;
    this.copier = copier;
  }

  /** A key for values that never change after they were written. */
  public static <T> StateKey<T> immutable(String name) {
    return new StateKey<>(name, UnaryOperator.identity());
  }

  /**
   * A key for values that AddPod and RemovePod change.
   *
   * @param copier makes a copy that can be changed without changing the original
   */
  public static <T> StateKey<T> copied(String name, UnaryOperator<T> copier) {
    return new StateKey<>(name, copier);
  }

  int slot() {
    return slot;
  }

  @SuppressWarnings("unchecked") // What is in a slot was written under its key.
  Object copy(Object value) {
    return copier.apply((T) value);
  }

  @Override
  public String toString() {
    return name;
  }
}
