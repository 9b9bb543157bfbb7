package dev.quarterdeck.kinds;

import java.util.List;

/**
 * A part of a kind with its own path: what it speaks and what can be done with it.
 *
 * @param name such as {@code scale}
 * @param group group of the kind it reads and writes
 * @param kind such as {@code Scale}
 * @param foreign whether that kind differs in group or version from the resource's own
 */
public record Subresource(
    String name, String group, String version, String kind, boolean foreign, List<String> verbs) {

  private static final List<String> READ_WRITE = List.of("get", "patch", "update");
  private static final List<String> STREAM = List.of("create", "get");
  private static final List<String> PROXY = List.of("create", "delete", "get", "patch", "update");

  /** The subresources {@code type} serves, by name. */
  public static List<Subresource> of(ResourceType type) {
    return type.subresources().stream().sorted().map(name -> of(type, name)).toList();
  }

  private static Subresource of(ResourceType type, String name) {
    return switch (name) {
      case "scale" -> foreign(name, "autoscaling", "Scale", READ_WRITE);
      case "eviction" -> foreign(name, "policy", "Eviction", List.of("create"));
      case "token" -> foreign(name, "authentication.k8s.io", "TokenRequest", List.of("create"));
      case "binding" -> own(type, name, "Binding", List.of("create"));
      case "log" -> own(type, name, type.kind(), List.of("get"));
      case "exec" -> own(type, name, "PodExecOptions", STREAM);
      case "attach" -> own(type, name, "PodAttachOptions", STREAM);
      case "portforward" -> own(type, name, "PodPortForwardOptions", STREAM);
      case "proxy" -> own(type, name, type.kind() + "ProxyOptions", PROXY);
      case "finalize" -> own(type, name, type.kind(), List.of("update"));
      default -> own(type, name, type.kind(), READ_WRITE);
    };
  }

  private static Subresource own(ResourceType type, String name, String kind, List<String> verbs) {
    var resource = type.resource();
    return new Subresource(name, resource.group(), resource.version(), kind, false, verbs);
  }

  private static Subresource foreign(String name, String group, String kind, List<String> verbs) {
    return new Subresource(name, group, "v1", kind, true, verbs);
  }
}
