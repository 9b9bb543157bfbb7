package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The objects there are, for plugins to look up; cached and stored alike. */
final class KnownObjects implements Lookup {

  private final Map<String, ObjectNode> objects = new TreeMap<>();

  /** Adds one, under the namespace and the name that it says. */
  KnownObjects with(GroupVersionResource resource, String yaml) {
    var object = Trees.yaml(yaml);
    var metadata = object.path("metadata");
    objects.put(
        key(resource, metadata.path("namespace").asText(""), metadata.path("name").asText()),
        object);
    return this;
  }

  KnownObjects with(String coreResource, String yaml) {
    return with(GroupVersionResource.core(coreResource), yaml);
  }

  private static String key(GroupVersionResource resource, String namespace, String name) {
    return resource.groupResource() + "/" + namespace + "/" + name;
  }

  @Override
  public Optional<ObjectNode> cached(GroupVersionResource resource, String namespace, String name) {
    return stored(resource, namespace, name);
  }

  @Override
  public Optional<ObjectNode> stored(GroupVersionResource resource, String namespace, String name) {
    return Optional.ofNullable(objects.get(key(resource, namespace, name)))
        .map(ObjectNode::deepCopy);
  }

  @Override
  public List<ObjectNode> allIn(GroupVersionResource resource, String namespace) {
    var prefix = resource.groupResource() + "/" + (namespace.isEmpty() ? "" : namespace + "/");
    return objects.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .map(entry -> entry.getValue().deepCopy())
        .toList();
  }
}
