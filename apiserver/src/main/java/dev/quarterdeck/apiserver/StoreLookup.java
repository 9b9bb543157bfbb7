package dev.quarterdeck.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.admission.Lookup;
import dev.quarterdeck.apiserver.follow.Fold;
import dev.quarterdeck.apiserver.follow.Followers;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.apiserver.watchcache.CachedObject;
import dev.quarterdeck.apiserver.watchcache.Caches;
import dev.quarterdeck.apiserver.watchcache.ResourceCache.Scope;
import dev.quarterdeck.apiserver.watchcache.ServedVersion;
import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.FieldSelector;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.ObjectKey;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What admission plugins look up, from the caches and the store. */
final class StoreLookup implements Lookup {

  private final Registry registry;
  private final Caches caches;
  private final Store store;
  private final Followers followers;

  StoreLookup(Registry registry, Caches caches, Store store, Followers followers) {
    this.followers = followers;
    this.registry = registry;
    this.caches = caches;
    this.store = store;
  }

  @Override
  public Optional<ObjectNode> cached(GroupVersionResource resource, String namespace, String name) {
    return registry
        .find(resource)
        .flatMap(
            type ->
                caches
                    .apply(type)
                    .get(new ObjectKey(namespace, name))
                    .map(object -> tree(type, object)));
  }

  @Override
  public Optional<Identity> identity(GroupVersionResource resource, String namespace, String name) {
    return registry
        .find(resource)
        .flatMap(type -> caches.apply(type).get(new ObjectKey(namespace, name)))
        .map(object -> new Identity(object.uid(), object.deletionTimestamp()));
  }

  @Override
  public Optional<ObjectNode> stored(GroupVersionResource resource, String namespace, String name) {
    return registry
        .find(resource)
        .flatMap(
            type ->
                store
                    .get(type.storeKey(namespace, name))
                    .map(stored -> ServedVersion.tree(type, StoredJson.decode(stored))));
  }

  @Override
  public List<ObjectNode> allIn(GroupVersionResource resource, String namespace) {
    var scope = new Scope(namespace, LabelSelector.EVERYTHING, FieldSelector.EVERYTHING);
    return registry.find(resource).stream()
        .flatMap(
            type ->
                ServedVersion.all(type, caches.apply(type).list(scope, "", 0).objects()).stream())
        .map(object -> StoredJson.decode(object.stored(), object.revision()))
        .toList();
  }

  @Override
  public <T> Supplier<T> follow(
      GroupVersionResource resource, Function<Collection<ObjectNode>, T> derive) {
    var follower =
        followers.follow(
            resource,
            Fold.toMap(object -> Optional.of(object.tree()))
                .then(objects -> derive.apply(objects.values())));
    return () -> follower.cached().value();
  }

  private static ObjectNode tree(ResourceType type, CachedObject object) {
    return ServedVersion.tree(type, StoredJson.decode(object.stored(), object.revision()));
  }
}
