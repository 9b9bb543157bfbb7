package dev.quarterdeck.apiserver.follow;

import dev.quarterdeck.apiserver.watchcache.CachedObject;
import dev.quarterdeck.apiserver.watchcache.Moment.Difference;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.ObjectKey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes snapshots from what changed. One object that a fold cannot read must not keep the others
 * from counting: it is left out, and told of.
 */
final class Updates<V, S> {

  private static final Logger LOG = LoggerFactory.getLogger(Updates.class);

  private final ResourceType type;
  private final Fold<V, S> fold;

  /** Why objects do not count. */
  private volatile Map<ObjectKey, String> leftOut = Map.of();

  Updates(ResourceType type, Fold<V, S> fold) {
    this.type = type;
    this.fold = fold;
  }

  S empty() {
    return fold.empty();
  }

  /** What keeps an object from counting; empty when they all do. */
  Optional<String> trouble() {
    return leftOut.entrySet().stream().findFirst().map(e -> e.getKey() + ": " + e.getValue());
  }

  /** The next snapshot; called by one thread at a time. */
  S after(S before, List<Difference> differences) {
    if (differences.isEmpty()) {
      return before;
    }
    var changes = LinkedHashMap.<ObjectKey, Optional<V>>newLinkedHashMap(differences.size());
    var out = new HashMap<>(leftOut);
    for (var difference : differences) {
      var after = difference.after();
      var key = after == null ? difference.before().key() : after.key();
      out.remove(key);
      changes.put(key, after == null ? Optional.empty() : read(after, out));
    }
    var next = fold.apply(before, changes);
    leftOut = Map.copyOf(out);
    return next;
  }

  private Optional<V> read(CachedObject object, Map<ObjectKey, String> out) {
    try {
      return fold.read(new FollowedObject(type, object));
    } catch (RuntimeException e) {
      LOG.error(
          "object does not count since it cannot be read resource={} object={} revision={}",
          type.resource().groupResource(),
          object.key(),
          object.revision(),
          e);
      out.put(object.key(), e.toString());
      return Optional.empty();
    }
  }
}
