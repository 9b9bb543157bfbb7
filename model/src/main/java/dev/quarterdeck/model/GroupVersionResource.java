package dev.quarterdeck.model;

/**
 * Names a collection on the wire: {@code apps/v1, deployments}.
 *
 * @param group API group, empty for the core group
 * @param version API version, such as {@code v1}
 * @param resource plural, lower-case resource name
 */
public record GroupVersionResource(String group, String version, String resource) {

  /** The core group's resources, {@code /api/v1/...}. */
  public static GroupVersionResource core(String resource) {
    return new GroupVersionResource("", "v1", resource);
  }

  /** {@code v1} for the core group, {@code group/version} otherwise: an object's apiVersion. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** {@code pods} or {@code deployments.apps}, the form Kubernetes uses in messages. */
  public String groupResource() {
    return group.isEmpty() ? resource : resource + "." + group;
  }

  /** The URL path all requests to this version begin with, no trailing slash. */
  public String rootPath() {
    return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
  }
}
