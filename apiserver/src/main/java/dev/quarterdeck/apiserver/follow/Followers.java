package dev.quarterdeck.apiserver.follow;

import dev.quarterdeck.apiserver.watchcache.Caches;
import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.time.Time;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Makes the followers of a server, and ends them with it. */
public final class Followers implements AutoCloseable {

  private final Registry registry;
  private final Caches caches;
  private final Time time;
  private final List<Follower<?>> all = new CopyOnWriteArrayList<>();

  /**
   * @param time of all waits
   */
  public Followers(Registry registry, Caches caches, Time time) {
    this.registry = registry;
    this.caches = caches;
    this.time = time;
  }

  /**
   * Follows a kind from now on.
   *
   * @throws java.util.NoSuchElementException when the kind is not served
   */
  public <S> Follower<S> follow(GroupVersionResource resource, Fold<?, S> fold) {
    var follower = new Follower<>(registry.find(resource).orElseThrow(), caches, fold, time);
    all.add(follower);
    return follower;
  }

  @Override
  public void close() {
    all.forEach(Follower::close);
  }
}
