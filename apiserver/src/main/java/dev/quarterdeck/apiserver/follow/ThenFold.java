package dev.quarterdeck.apiserver.follow;

import dev.quarterdeck.apiserver.follow.Fold.Derived;
import dev.quarterdeck.model.ObjectKey;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** See {@link Fold#then}. */
record ThenFold<V, S, T>(Fold<V, S> first, Function<S, T> derive)
    implements Fold<V, Derived<S, T>> {

  @Override
  public Derived<S, T> empty() {
    return of(first.empty());
  }

  @Override
  public Optional<V> read(FollowedObject object) {
    return first.read(object);
  }

  @Override
  public Derived<S, T> apply(Derived<S, T> before, Map<ObjectKey, Optional<V>> changes) {
    return of(first.apply(before.of(), changes));
  }

  private Derived<S, T> of(S snapshot) {
    return new Derived<>(snapshot, derive.apply(snapshot));
  }
}
