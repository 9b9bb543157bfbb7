package dev.quarterdeck.kinds;

import java.util.List;

/** What can be done with a kind, in discovery's words and order. */
public final class ServedVerbs {

  private static final List<String> ALL =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  /** Namespaces go one by one: each has its own finalization. */
  private static final List<String> ONE_BY_ONE =
      List.of("create", "delete", "get", "list", "patch", "update", "watch");

  /** ComponentStatuses are found out, not kept. */
  private static final List<String> READ = List.of("get", "list");

  private ServedVerbs() {}

  public static List<String> of(ResourceType type) {
    if (!type.stored()) {
      return type.kind().equals("ComponentStatus") ? READ : List.of("create");
    }
    return type.kind().equals("Namespace") ? ONE_BY_ONE : ALL;
  }
}
