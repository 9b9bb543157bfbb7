package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.watchcache.CachedObject;
import dev.quarterdeck.apiserver.watchcache.ResourceCache.Scope;
import dev.quarterdeck.apiserver.watchcache.ResourceCache.Slice;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.util.ArrayList;

/** Lists as of revisions the watch cache no longer remembers, read from the store's history. */
final class PastLists {

  private static final int CHUNK = 500;

  private final Store store;

  PastLists(Store store) {
    this.store = store;
  }

  /**
   * Whether the revision is gone for good, though a watch cache may still remember it: every server
   * answers the same, however long it has run.
   *
   * @throws ApiFault EXPIRED when it is
   */
  void check(long revision) {
    var compacted = store.compactedRevision();
    if (revision < compacted) {
      throw expired(revision, compacted);
    }
  }

  /**
   * @throws ApiFault EXPIRED when the store has compacted the revision away
   */
  Slice list(ResourceType type, Scope scope, String after, int limit, long revision) {
    var prefix = type.storePrefix() + (scope.namespace().isEmpty() ? "" : scope.namespace() + "/");
    var found = new ArrayList<CachedObject>();
    var start = after;
    try {
      while (true) {
        var page = store.list(prefix, start, CHUNK, revision);
        for (var at = 0; at < page.values().size(); at++) {
          var object = CachedObjects.of(type, page.values().get(at));
          if (matches(scope, object)) {
            if (limit > 0 && found.size() == limit) {
              return new Slice(found, revision, true, remaining(scope, page, at));
            }
            found.add(object);
          }
        }
        if (!page.more()) {
          return new Slice(found, revision, false, 0);
        }
        start = page.values().getLast().key();
      }
    } catch (Store.CompactedException e) {
      throw expired(revision, e.compactedRevision());
    }
  }

  private static ApiFault expired(long revision, long compacted) {
    return new ApiFault(
        Reason.EXPIRED,
        "The resourceVersion for the provided list is too old: %d is before %d"
            .formatted(revision, compacted));
  }

  /** How many objects there are from that place of the page on, if all of them are meant. */
  private static long remaining(Scope scope, Store.Page page, int from) {
    return scope.selectsAll() ? page.values().size() - from + page.remaining() : 0;
  }

  private static boolean matches(Scope scope, CachedObject object) {
    return scope.labels().matches(object.labels()) && scope.fields().matches(object.fields());
  }
}
