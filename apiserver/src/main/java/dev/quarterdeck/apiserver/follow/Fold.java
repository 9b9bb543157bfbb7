package dev.quarterdeck.apiserver.follow;

import dev.quarterdeck.model.ObjectKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How an immutable snapshot follows from a kind's objects, one change after another.
 *
 * @param <V> what is kept of one object
 * @param <S> the snapshot; never null
 */
public interface Fold<V, S> {

  /** The snapshot of a kind without objects. */
  S empty();

  /**
   * What is kept of an object, called once for each version of it; empty when the object does not
   * count. An object that this throws for does not count either, and the follower tells of it.
   */
  Optional<V> read(FollowedObject object);

  /**
   * The snapshot after some changes.
   *
   * @param before stays as it is
   * @param changes by object, not empty; a value is empty when the object is gone or does not count
   */
  S apply(S before, Map<ObjectKey, Optional<V>> changes);

  /** The same fold, whose snapshot is computed from this one's after every change. */
  default <T> Fold<V, Derived<S, T>> then(Function<S, T> derive) {
    return new ThenFold<>(this, derive);
  }

  /**
   * A snapshot and what follows from it.
   *
   * @param of the snapshot that {@code value} was computed from
   */
  record Derived<S, T>(S of, T value) {}

  /** All objects that count, by key; for kinds with few objects, since a change copies the map. */
  static <V> Fold<V, Map<ObjectKey, V>> toMap(Function<FollowedObject, Optional<V>> read) {
    return new Fold<>() {
      @Override
      public Map<ObjectKey, V> empty() {
        return Map.of();
      }

      @Override
      public Optional<V> read(FollowedObject object) {
        return read.apply(object);
      }

      @Override
      public Map<ObjectKey, V> apply(
          Map<ObjectKey, V> before, Map<ObjectKey, Optional<V>> changes) {
        var after = new HashMap<>(before);
        changes.forEach(
            (key, value) ->
                value.ifPresentOrElse(kept -> after.put(key, kept), () -> after.remove(key)));
        return Map.copyOf(after);
      }
    };
  }
}
