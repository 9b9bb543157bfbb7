package dev.quarterdeck.kinds;

import java.util.List;

/**
 * A part of a kind with its own path: what it speaks and what can be done with it.
 *
 * @param name such as {@code scale}
 * @param group group of the kind it reads and writes; null for the resource's own, as is the
 *     version
 * @param kind such as {@code Scale}; null for the resource's own
 * @param foreign whether that kind differs in group or version from the resource's own
 */
public record Subresource(
    String name, String group, String version, String kind, boolean foreign, List<String> verbs) {

  private static final List<String> READ_WRITE = List.of("get", "patch", "update");
  private static final List<String> CREATE = List.of("create");
  private static final List<String> STREAM = List.of("create", "get");
  private static final List<String> PROXIED = List.of("create", "delete", "get", "patch", "update");

  public static final Subresource STATUS = own("status", null, READ_WRITE);
  public static final Subresource APPROVAL = own("approval", null, READ_WRITE);
  public static final Subresource EPHEMERAL_CONTAINERS =
      own("ephemeralcontainers", null, READ_WRITE);
  public static final Subresource RESIZE = own("resize", null, READ_WRITE);
  public static final Subresource FINALIZE = own("finalize", null, List.of("update"));
  public static final Subresource LOG = own("log", null, List.of("get"));
  public static final Subresource BINDING = own("binding", "Binding", CREATE);
  public static final Subresource EXEC = own("exec", "PodExecOptions", STREAM);
  public static final Subresource ATTACH = own("attach", "PodAttachOptions", STREAM);
  public static final Subresource PORT_FORWARD =
      own("portforward", "PodPortForwardOptions", STREAM);
  public static final Subresource SCALE = foreign("scale", "autoscaling", "Scale", READ_WRITE);
  public static final Subresource EVICTION = foreign("eviction", "policy", "Eviction", CREATE);
  public static final Subresource TOKEN =
      foreign("token", "authentication.k8s.io", "TokenRequest", CREATE);

  /**
   * The proxy to what a kind's objects run.
   *
   * @param options the kind of its options, such as {@code PodProxyOptions}
   */
  public static Subresource proxy(String options) {
    return own("proxy", options, PROXIED);
  }

  /** The subresources {@code type} serves, by name, each with the kind it speaks. */
  public static List<Subresource> of(ResourceType type) {
    return type.subresourcesByName().values().stream().map(sub -> sub.in(type)).toList();
  }

  private Subresource in(ResourceType type) {
    var own = type.resource();
    return foreign
        ? this
        : new Subresource(
            name, own.group(), own.version(), kind == null ? type.kind() : kind, false, verbs);
  }

  private static Subresource own(String name, String kind, List<String> verbs) {
    return new Subresource(name, null, null, kind, false, verbs);
  }

  private static Subresource foreign(String name, String group, String kind, List<String> verbs) {
    return new Subresource(name, group, "v1", kind, true, verbs);
  }
}
