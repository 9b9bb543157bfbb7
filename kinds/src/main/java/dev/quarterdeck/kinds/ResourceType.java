package dev.quarterdeck.kinds;

import dev.quarterdeck.model.GroupVersionResource;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A kind as data: everything the generic path needs to serve it. With its {@link Strategy} this is
 * all there is to a kind.
 *
 * @param resource its name on the wire
 * @param kind such as {@code Pod}
 * @param singular such as {@code pod}
 * @param shortNames such as {@code po}
 * @param categories such as {@code all}
 * @param namespaced whether objects live in namespaces
 * @param subresources such as {@code status}, {@code scale}, {@code binding}; served if listed here
 * @param generation whether metadata.generation counts changes of the desired state
 * @param stored false for kinds that are only a request and an answer (TokenReview, Binding)
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
    Set<String> subresources,
    boolean generation,
    boolean stored,
    Strategy strategy,
    Conversion conversion,
    ResourceType storedAs) {

  /** A stored, namespaced kind that counts generations, with no subresources. */
  public static ResourceType namespaced(
      GroupVersionResource resource, String kind, Strategy strategy) {
    return of(resource, kind, true, strategy);
  }

  /** As {@link #namespaced}, but its objects live outside namespaces. */
  public static ResourceType clusterScoped(
      GroupVersionResource resource, String kind, Strategy strategy) {
    return of(resource, kind, false, strategy);
  }

  private static ResourceType of(
      GroupVersionResource resource, String kind, boolean namespaced, Strategy strategy) {
    return new ResourceType(
        resource,
        kind,
        kind.toLowerCase(Locale.ROOT),
        List.of(),
        List.of(),
        namespaced,
        Set.of(),
        true,
        true,
        strategy,
        Conversion.NONE,
        null);
  }

  public ResourceType withShortNames(String... names) {
    return with(List.of(names), categories, subresources, generation, stored);
  }

  public ResourceType withCategories(String... names) {
    return with(shortNames, List.of(names), subresources, generation, stored);
  }

  public ResourceType withSubresources(String... names) {
    return with(shortNames, categories, Set.of(names), generation, stored);
  }

  /** The kind's metadata.generation stays unset: it has no desired state to count changes of. */
  public ResourceType withoutGeneration() {
    return with(shortNames, categories, subresources, false, stored);
  }

  /** The kind is only a request and an answer. */
  public ResourceType notStored() {
    return with(shortNames, categories, subresources, false, false);
  }

  private ResourceType with(
      List<String> shortNames,
      List<String> categories,
      Set<String> subresources,
      boolean generation,
      boolean stored) {
    return new ResourceType(
        resource,
        kind,
        singular,
        shortNames,
        categories,
        namespaced,
        subresources,
        generation,
        stored,
        strategy,
        conversion,
        storedAs);
  }

  /**
   * The same version of a kind that has several.
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
        subresources,
        generation,
        stored,
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

  /**
   * The prefix of its store keys, with the trailing slash. As Kubernetes lays it out: {@code
   * /registry/pods/}, {@code /registry/deployments/}, with the historical exceptions, and {@code
   * /registry/GROUP/RESOURCE/} for custom kinds.
   */
  public String storePrefix() {
    var named = storage().resource;
    return strategy.custom()
        ? "/registry/" + named.group() + "/" + named.resource() + "/"
        : "/registry/" + StoreNames.of(named) + "/";
  }

  /** {@code /registry/pods/namespace/name} or {@code /registry/minions/name}. */
  public String storeKey(String namespace, String name) {
    return storePrefix() + (namespaced ? namespace + "/" : "") + name;
  }
}
