package dev.quarterdeck.scheduler.framework;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What plugins have computed for one pod in one scheduling cycle. Made for each attempt, handed
 * from one extension point to the next; used by one thread at a time.
 */
public final class CycleState {

  private Object[] slots;
  private final List<StateKey<?>> keys;

  public CycleState() {
    slots = new Object[16];
    keys = new ArrayList<>();
  }

  private CycleState(Object[] slots, List<StateKey<?>> keys) {
    this.slots = slots;
    this.keys = keys;
  }

  /** Keeps a value for later extension points; replaces the one written before. */
  public <T> void write(StateKey<T> key, T value) {
    if (key.slot() >= slots.length) {
      slots = Arrays.copyOf(slots, Math.max(2 * slots.length, key.slot() + 1));
    }
    if (slots[key.slot()] == null) {
      keys.add(key);
    }
    slots[key.slot()] = value;
  }

  /**
   * The value that was written.
   *
   * @throws IllegalStateException when there is none: the earlier extension point did not run
   */
  public <T> T read(StateKey<T> key) {
    var value = findOrNull(key);
    if (value == null) {
      throw new IllegalStateException("reading \"%s\": not found".formatted(key));
    }
    return value;
  }

  /** The value that was written, if any. */
  public <T> Optional<T> find(StateKey<T> key) {
    return Optional.ofNullable(findOrNull(key));
  }

  @SuppressWarnings("unchecked") // What is in a slot was written under its key.
  private <T> T findOrNull(StateKey<T> key) {
    return key.slot() < slots.length ? (T) slots[key.slot()] : null;
  }

  /** A state that can be changed, by AddPod and RemovePod, without changing this one. */
  public CycleState copy() {
    var copies = slots.clone();
    for (var key : keys) {
      copies[key.slot()] = key.copy(copies[key.slot()]);
    }
    return new CycleState(copies, new ArrayList<>(keys));
  }
}
