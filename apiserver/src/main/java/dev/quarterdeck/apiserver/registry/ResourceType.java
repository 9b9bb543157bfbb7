package dev.quarterdeck.apiserver.registry;

import dev.quarterdeck.model.GroupVersionResource;
import java.util.List;
import java.util.Set;

/**
 * A kind as data: everything the generic path needs to serve it. With its {@link Strategy} this is
 * all there is to a kind.
 *
 * @param resource its name on the wire
 * @param kind such as {@code Pod}; its list is {@code kind + "List"}
 * @param singular such as {@code pod}
 * @param shortNames such as {@code po}
 * @param categories such as {@code all}
 * @param namespaced whether objects live in namespaces
 * @param subresources such as {@code status}, {@code scale}, {@code binding}; served if listed here
 * @param generation whether metadata.generation counts changes of the desired state
 * @param stored false for kinds that are only a request and an answer (TokenReview, Binding)
 */
public record ResourceType(
    GroupVersionResource resource,
    String kind,
    String singular,
    List<String> shortNames,
    List<String> categories,
    boolean namespaced,
    Set<String> subresources,
    boolean generation,
    boolean stored,
    Strategy strategy) {

  /**
   * The prefix of its store keys, with the trailing slash. As Kubernetes lays it out: {@code
   * /registry/pods/}, {@code /registry/deployments/}, with the historical exceptions.
   */
  public String storePrefix() {
    return "/registry/" + StoreNames.of(resource) + "/";
  }

  /** {@code /registry/pods/namespace/name} or {@code /registry/minions/name}. */
  public String storeKey(String namespace, String name) {
    return storePrefix() + (namespaced ? namespace + "/" : "") + name;
  }
}
