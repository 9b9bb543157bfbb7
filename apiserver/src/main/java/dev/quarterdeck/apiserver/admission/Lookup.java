package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.List;
import java.util.Optional;

/** What plugins may look up besides the object at hand. Objects belong to whoever asked. */
public interface Lookup {

  /** As the watch cache has it, which may be a moment behind. */
  Optional<ObjectNode> cached(GroupVersionResource resource, String namespace, String name);

  /** Whether the watch cache has it, which costs less than to read it. */
  default boolean has(GroupVersionResource resource, String namespace, String name) {
    return cached(resource, namespace, name).isPresent();
  }

  /** As it is now. */
  Optional<ObjectNode> stored(GroupVersionResource resource, String namespace, String name);

  /** All of a kind, as the watch cache has them. */
  List<ObjectNode> all(GroupVersionResource resource);
}
