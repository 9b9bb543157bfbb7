package dev.quarterdeck.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * Who asks.
 *
 * @param name such as {@code system:node:node-1}
 * @param uid tells apart users of the same name over time; empty when the authenticator knows none
 * @param groups every authenticated user is also in {@code system:authenticated}
 * @param extra whatever else the authenticator knows, such as the pod a token is bound to
 */
public record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {

  /** Whoever shows no credentials. */
  public static final User ANONYMOUS =
      new User("system:anonymous", List.of("system:unauthenticated"));

  public static final String MASTERS = "system:masters";
  public static final String NODES = "system:nodes";
  public static final String AUTHENTICATED = "system:authenticated";
  public static final String SERVICE_ACCOUNTS = "system:serviceaccounts";

  private static final String NODE_PREFIX = "system:node:";

  public User {
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }

  public User(String name, List<String> groups) {
    this(name, "", groups, Map.of());
  }

  public boolean in(String group) {
    return groups.contains(group);
  }

  /** Whether this is a node's agent. */
  public boolean isNode() {
    return name.startsWith(NODE_PREFIX) && in(NODES);
  }

  /** The node whose agent this user is; empty for others, and for an agent that names none. */
  public String nodeName() {
    return isNode() ? name.substring(NODE_PREFIX.length()) : "";
  }

  /** Writes the fields of a UserInfo (authentication/v1): username, uid, groups, extra. */
  public void describe(ObjectNode info) {
    info.put("username", name);
    if (!uid.isEmpty()) {
      info.put("uid", uid);
    }
    if (!groups.isEmpty()) {
      groups.forEach(info.putArray("groups")::add);
    }
    if (!extra.isEmpty()) {
      var values = info.putObject("extra");
      extra.keySet().stream()
          .sorted()
          .forEach(key -> extra.get(key).forEach(values.withArrayProperty(key)::add));
    }
  }
}
