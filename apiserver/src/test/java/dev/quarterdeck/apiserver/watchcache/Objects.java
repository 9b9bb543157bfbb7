package dev.quarterdeck.apiserver.watchcache;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.SelectableFields;
import dev.quarterdeck.kinds.Strategy;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.Json;
import java.util.List;
import java.util.Map;

/** Pods as these tests need them, and the writes that put them into a store. */
final class Objects {

  static final ResourceType PODS = Kind.namespaced("v1", "pods", "Pod").type(new ByNode());

  private Objects() {}

  static ObjectNode pod(String namespace, String name, Map<String, String> labels, String node) {
    var pod = Json.object().put("kind", "Pod").put("apiVersion", "v1");
    var metadata = pod.putObject("metadata").put("name", name).put("namespace", namespace);
    metadata.put("uid", "uid-" + name);
    var labelNode = metadata.putObject("labels");
    labels.forEach(labelNode::put);
    pod.putObject("spec").put("nodeName", node);
    return pod;
  }

  static long create(Store store, ObjectNode pod) {
    return written(store.create(keyOf(pod), StoredJson.encode(pod), null));
  }

  /** Writes over whatever is there. */
  static long update(Store store, ObjectNode pod) {
    var seen = store.get(keyOf(pod)).orElseThrow().modRevision();
    return written(store.update(keyOf(pod), StoredJson.encode(pod), seen));
  }

  static long delete(Store store, String namespace, String name) {
    var key = PODS.storeKey(namespace, name);
    return written(store.delete(key, store.get(key).orElseThrow().modRevision()));
  }

  static long written(Store.WriteResult result) {
    return ((Store.WriteResult.Written) result).revision();
  }

  private static String keyOf(ObjectNode pod) {
    return PODS.storeKey(pod.at("/metadata/namespace").asText(), pod.at("/metadata/name").asText());
  }

  private static final class ByNode implements Strategy {
    @Override
    public List<FieldError> validate(ObjectNode object) {
      return List.of();
    }

    @Override
    public SelectableFields selectableFields() {
      return new SelectableFields("spec.nodeName");
    }
  }
}
