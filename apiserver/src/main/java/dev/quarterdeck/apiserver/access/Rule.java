package dev.quarterdeck.apiserver.access;

import java.util.Set;

/**
 * One line of an identity's table: these verbs on these resources of these groups. {@code "*"} in a
 * set stands for all; a subresource is named with its resource ({@code pods/status}).
 */
public record Rule(Set<String> groups, Set<String> resources, Set<String> verbs) {

  public static Rule of(String group, Set<String> resources, Set<String> verbs) {
    return new Rule(Set.of(group), resources, verbs);
  }

  public boolean covers(Attributes attributes) {
    return has(verbs, attributes.verb())
        && has(groups, attributes.group())
        && has(resources, attributes.resourceAndSubresource());
  }

  private static boolean has(Set<String> set, String value) {
    return set.contains("*") || set.contains(value);
  }
}
