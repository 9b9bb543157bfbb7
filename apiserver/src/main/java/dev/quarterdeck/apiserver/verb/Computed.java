package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.apiserver.watchcache.CachedObject;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ObjectKey;
import java.util.List;
import java.util.Map;

/** Computed objects as reads answer with stored ones. They have no version. */
final class Computed {

  private Computed() {}

  static List<CachedObject> read(ResourceType type, List<ObjectNode> objects) {
    return objects.stream().map(object -> read(type, object)).toList();
  }

  private static CachedObject read(ResourceType type, ObjectNode object) {
    var name = Tree.text(object, "/metadata/name");
    return new CachedObject(
        type.storeKey("", name),
        new ObjectKey("", name),
        "",
        0,
        Map.of(),
        Map.of(),
        type.resource().apiVersion(),
        StoredJson.encode(object));
  }

  static ListAll.Page page(VerbRequest request, List<ObjectNode> objects) {
    var scope = ListAll.scope(request);
    var matching = read(request.type(), objects).stream().filter(scope::matches).toList();
    return new ListAll.Page(matching, 0, "", 0);
  }
}
