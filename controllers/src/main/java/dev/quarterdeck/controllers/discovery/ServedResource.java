package dev.quarterdeck.controllers.discovery;

import dev.quarterdeck.model.GroupVersionResource;
import java.util.Set;

/**
 * One resource the server offers.
 *
 * @param resource with the version the server prefers for its group
 * @param kind such as {@code Deployment}
 * @param verbs such as {@code list} and {@code watch}
 */
public record ServedResource(
    GroupVersionResource resource, String kind, boolean namespaced, Set<String> verbs) {

  public boolean supports(String... wanted) {
    return verbs.containsAll(Set.of(wanted));
  }
}
