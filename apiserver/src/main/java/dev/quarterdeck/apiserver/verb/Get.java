package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.apiserver.watchcache.CachedObject;
import dev.quarterdeck.apiserver.watchcache.ServedVersion;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.ObjectKey;

/** GET of one object, or of a subresource that shows the same object (status). */
public final class Get {

  private final CacheLookup caches;
  private final ComputedObjects computed;

  Get(CacheLookup caches, ComputedObjects computed) {
    this.caches = caches;
    this.computed = computed;
  }

  /**
   * @throws ApiFault NOT_FOUND; TIMEOUT when the asked revision is not reached in time
   */
  public CachedObject get(VerbRequest request) {
    var objects = computed.all(request.type());
    if (objects.isPresent()) {
      return Computed.read(request.type(), objects.get()).stream()
          .filter(object -> object.key().name().equals(request.name()))
          .findFirst()
          .orElseThrow(() -> notFound(request));
    }
    var cache = caches.of(request.type());
    var read = request.read();
    if (read.consistent()) {
      cache.awaitCurrent(request.deadline().remaining());
    } else if (!read.anyVersion()) {
      cache.awaitRevision(
          ResourceVersionParameter.parse(read.resourceVersion()),
          ResourceVersionParameter.patience(request));
    }
    var found =
        cache
            .get(new ObjectKey(request.namespace(), request.name()))
            .orElseThrow(() -> notFound(request));
    return ServedVersion.one(request.type(), found);
  }

  private static ApiFault notFound(VerbRequest request) {
    return ApiFault.notFound(request.type().resource(), request.name());
  }
}
