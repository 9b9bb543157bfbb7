package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.apiserver.watchcache.CachedObject;
import dev.quarterdeck.apiserver.watchcache.ServedVersion;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.ObjectKey;

/** GET of one object, or of a subresource that shows the same object (status). */
public final class Get {

  private final Caches caches;

  Get(Caches caches) {
    this.caches = caches;
  }

  /**
   * @throws ApiFault NOT_FOUND; TIMEOUT when the asked revision is not reached in time
   */
  public CachedObject get(VerbRequest request) {
    var cache = caches.of(request.type());
    var read = request.read();
    if (read.consistent()) {
      cache.awaitCurrent(request.deadline().remaining());
    } else if (!read.anyVersion()) {
      cache.awaitRevision(Revisions.parse(read.resourceVersion()), Revisions.patience(request));
    }
    var found =
        cache
            .get(new ObjectKey(request.namespace(), request.name()))
            .orElseThrow(() -> ApiFault.notFound(request.type().resource(), request.name()));
    return ServedVersion.one(request.type(), found);
  }
}
