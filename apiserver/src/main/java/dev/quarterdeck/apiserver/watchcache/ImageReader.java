package dev.quarterdeck.apiserver.watchcache;

import dev.quarterdeck.apiserver.store.CorruptObject;
import dev.quarterdeck.apiserver.watchcache.ResourceCache.Scope;
import dev.quarterdeck.apiserver.watchcache.ResourceCache.Slice;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.ObjectKey;
import java.util.ArrayList;
import java.util.Iterator;

/**
 * Reads slices of an image. Namespaces are ranges of keys, so only selectors cost a look at each
 * object. A slice in which a corrupt value may belong is refused: it would pass for complete.
 */
record ImageReader(ResourceType type) {

  /**
   * @throws ApiFault STORE_READ_ERROR that names the corrupt values
   */
  Iterator<CachedObject> all(Image image, Scope scope) {
    refuseCorrupt(image, scope, start(scope), end(scope));
    return image.range(start(scope), end(scope));
  }

  /**
   * @throws ApiFault STORE_READ_ERROR that names the corrupt values
   */
  Slice slice(Image image, long revision, Scope scope, String afterKey, int limit) {
    var start = start(scope);
    var from = afterKey.compareTo(start) < 0 ? start : afterKey + '\0';
    var range = image.range(from, end(scope));
    var objects = new ArrayList<CachedObject>(limit == 0 ? 64 : Math.min(limit, 512));
    while (range.hasNext() && (limit == 0 || objects.size() < limit)) {
      var object = range.next();
      if (scope.matches(object)) {
        objects.add(object);
      }
    }
    var full = limit > 0 && objects.size() == limit;
    refuseCorrupt(image, scope, from, full ? objects.getLast().storeKey() : end(scope));
    if (scope.selectsAll()) {
      var remaining = image.count(from, end(scope)) - objects.size();
      return new Slice(objects, revision, remaining > 0, remaining);
    }
    return new Slice(objects, revision, anyMatch(range, scope), 0);
  }

  private static boolean anyMatch(Iterator<CachedObject> range, Scope scope) {
    while (range.hasNext()) {
      if (scope.matches(range.next())) {
        return true;
      }
    }
    return false;
  }

  private void refuseCorrupt(Image image, Scope scope, String from, String to) {
    var concerned =
        image.corrupt(from, to).stream()
            .filter(value -> scope.mayHold(keyOf(value.key())))
            .toList();
    if (!concerned.isEmpty()) {
      throw CorruptObject.listFault(type.resource(), concerned);
    }
  }

  private ObjectKey keyOf(String storeKey) {
    return ObjectReader.keyOf(type.storePrefix(), storeKey);
  }

  private String start(Scope scope) {
    var prefix = type.storePrefix();
    return scope.namespace().isEmpty() ? prefix : prefix + scope.namespace() + "/";
  }

  /** The first key after those that begin with the start, which ends in a slash. */
  private String end(Scope scope) {
    var start = start(scope);
    return start.substring(0, start.length() - 1) + '0';
  }
}
