package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.apiserver.watchcache.ResourceCache;
import dev.quarterdeck.kinds.ResourceType;

/** Finds the watch cache of a kind; made when first asked for. */
@FunctionalInterface
public interface CacheLookup {
  ResourceCache of(ResourceType type);
}
