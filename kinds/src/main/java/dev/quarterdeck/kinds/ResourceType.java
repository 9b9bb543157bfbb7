package dev.quarterdeck.kinds;

import dev.quarterdeck.model.GroupVersionResource;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * A kind as data: everything the generic path needs to serve it. With its {@link Strategy} this is
 * all there is to a kind. {@link Kind} declares the built-in ones.
 *
 * @param resource its name on the wire
 * @param kind such as {@code Pod}
 * @param singular such as {@code pod}
 * @param shortNames such as {@code po}
 * @param categories such as {@code all}
 * @param namespaced whether objects live in namespaces
 * @param verbs what can be done with it, in discovery's words and order
 * @param subresourcesByName what is served below its objects
 * @param generation whether metadata.generation counts changes of the desired state
 * @param stored false for kinds that are only a request and an answer (TokenReview, Binding)
 * @param showsDeleted whether a delete is answered with the object, not with a Status
 * @param storePrefix the prefix of its store keys, with the trailing slash, as Kubernetes lays them
 *     out: {@code /registry/pods/}
 * @param conversion leads between the kind's versions; {@link Conversion#NONE} when it has one
 * @param storedAs the version of the kind that its objects are stored in; null for this one
 */
public record ResourceType(
    GroupVersionResource resource,
    String kind,
    String singular,
    List<String> shortNames,
    List<String> categories,
    boolean namespaced,
    List<String> verbs,
    SortedMap<String, Subresource> subresourcesByName,
    boolean generation,
    boolean stored,
    boolean showsDeleted,
    String storePrefix,
    Strategy strategy,
    Conversion conversion,
    ResourceType storedAs) {

  /** The names of what is served below its objects, such as {@code status} and {@code scale}. */
  public Set<String> subresources() {
    return subresourcesByName.keySet();
  }

  /**
   * The same version of a kind that has several, whose objects share one place in the store.
   *
   * @param storage the version its objects are stored in; null for this one, whose store may still
   *     hold objects of others
   */
  public ResourceType withStorage(ResourceType storage, Conversion conversion) {
    return new ResourceType(
        resource,
        kind,
        singular,
        shortNames,
        categories,
        namespaced,
        verbs,
        subresourcesByName,
        generation,
        stored,
        showsDeleted,
        storage == null ? storePrefix : storage.storePrefix,
        strategy,
        conversion,
        storage);
  }

  /** The kind of its lists: {@code PodList}. */
  public String listKind() {
    return strategy.listKind().orElse(kind + "List");
  }

  /** The version of the kind that its objects are stored in, mostly this one. */
  public ResourceType storage() {
    return storedAs == null ? this : storedAs;
  }

  /** Whether a stored object may be of another version than this. */
  public boolean converts() {
    return conversion != Conversion.NONE;
  }

  /** {@code /registry/pods/namespace/name} or {@code /registry/minions/name}. */
  public String storeKey(String namespace, String name) {
    return storePrefix + (namespaced ? namespace + "/" : "") + name;
  }
}
