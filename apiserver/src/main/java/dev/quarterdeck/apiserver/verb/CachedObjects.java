package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.apiserver.watchcache.CachedObject;
import dev.quarterdeck.apiserver.watchcache.ServedVersion;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ObjectKey;
import java.util.HashMap;

/** Stored values in the form the watch cache has them. */
final class CachedObjects {

  private CachedObjects() {}

  static CachedObject of(ResourceType type, Store.Stored stored) {
    ObjectNode object = StoredJson.decode(stored);
    var version = object.path("apiVersion").asText(type.storage().resource().apiVersion());
    var metadata = Metadata.of(object);
    var fields = new HashMap<>(ServedVersion.fields(type, object.deepCopy()));
    fields.put("metadata.name", metadata.name());
    fields.put("metadata.namespace", metadata.namespace());
    return new CachedObject(
        stored.key(),
        new ObjectKey(metadata.namespace(), metadata.name()),
        metadata.uid(),
        stored.modRevision(),
        Tree.textMap(metadata.node().path("labels")),
        fields,
        version,
        StoredJson.normalise(stored.value()));
  }
}
