package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What plugins may look up besides the object at hand. Objects belong to whoever asked. */
public interface Lookup {

  /**
   * Which object of its name it is.
   *
   * @param deletionTimestamp empty when it is not being deleted
   */
  record Identity(String uid, String deletionTimestamp) {
    public static Identity of(ObjectNode object) {
      return new Identity(
          Tree.text(object, "/metadata/uid"), Tree.text(object, "/metadata/deletionTimestamp"));
    }
  }

  /** As the watch cache has it, which may be a moment behind. */
  Optional<ObjectNode> cached(GroupVersionResource resource, String namespace, String name);

  /** Whether the watch cache has it, which costs less than to read it. */
  default boolean has(GroupVersionResource resource, String namespace, String name) {
    return identity(resource, namespace, name).isPresent();
  }

  /** Which object of that name it is, as the watch cache has it: costs less than to read it. */
  default Optional<Identity> identity(
      GroupVersionResource resource, String namespace, String name) {
    return cached(resource, namespace, name).map(Identity::of);
  }

  /** As it is now. */
  Optional<ObjectNode> stored(GroupVersionResource resource, String namespace, String name);

  /** All of a kind, as the watch cache has them. */
  default List<ObjectNode> all(GroupVersionResource resource) {
    return allIn(resource, "");
  }

  /** Those of one namespace, as the watch cache has them; of all where it is empty. */
  List<ObjectNode> allIn(GroupVersionResource resource, String namespace);

  /**
   * What is derived from all objects of a kind, as the watch cache has them; for kinds with few
   * objects.
   *
   * @param derive called after changes, not for each question; must not change the objects
   */
  default <T> Supplier<T> follow(
      GroupVersionResource resource, Function<Collection<ObjectNode>, T> derive) {
    return () -> derive.apply(all(resource));
  }
}
