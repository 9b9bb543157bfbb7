package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.apiserver.registry.ResourceType;
import dev.quarterdeck.apiserver.watchcache.ResourceCache;

/** Finds the watch cache of a kind; made when first asked for. */
@FunctionalInterface
public interface Caches {
  ResourceCache of(ResourceType type);
}
