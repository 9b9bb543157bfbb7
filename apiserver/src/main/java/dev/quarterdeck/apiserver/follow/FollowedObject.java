package dev.quarterdeck.apiserver.follow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.apiserver.watchcache.CachedObject;
import dev.quarterdeck.apiserver.watchcache.ServedVersion;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.ObjectKey;
import java.util.Map;

/** An object as a {@link Fold} reads it. */
public final class FollowedObject {

  private final ResourceType type;
  private final CachedObject object;

  FollowedObject(ResourceType type, CachedObject object) {
    this.type = type;
    this.object = object;
  }

  public ObjectKey key() {
    return object.key();
  }

  public String uid() {
    return object.uid();
  }

  /** Its resourceVersion. */
  public long revision() {
    return object.revision();
  }

  public Map<String, String> labels() {
    return object.labels();
  }

  public boolean isBeingDeleted() {
    return !object.deletionTimestamp().isEmpty();
  }

  /**
   * The whole object, in the version that is followed; parsed anew by every call.
   *
   * @throws dev.quarterdeck.model.ApiFault when it cannot be converted
   */
  public ObjectNode tree() {
    return ServedVersion.tree(type, StoredJson.decode(object.stored(), object.revision()));
  }
}
