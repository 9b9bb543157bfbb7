package dev.quarterdeck.apiserver.access;

import java.util.List;

/**
 * Who asks.
 *
 * @param name such as {@code system:node:node-1}
 * @param groups every authenticated user is also in {@code system:authenticated}
 */
public record User(String name, List<String> groups) {

  /** Whoever shows no credentials. */
  public static final User ANONYMOUS =
      new User("system:anonymous", List.of("system:unauthenticated"));

  public static final String MASTERS = "system:masters";
  public static final String NODES = "system:nodes";
  public static final String AUTHENTICATED = "system:authenticated";

  private static final String NODE_PREFIX = "system:node:";

  public User {
    groups = List.copyOf(groups);
  }

  public boolean in(String group) {
    return groups.contains(group);
  }

  /** The node this user is, when it is a node agent; empty otherwise. */
  public String nodeName() {
    return in(NODES) && name.startsWith(NODE_PREFIX) ? name.substring(NODE_PREFIX.length()) : "";
  }
}
