package dev.quarterdeck.apiserver.request;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Reason;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A URL path under {@code /api/v1} or {@code /apis/group/version}, taken apart.
 *
 * @param namespace empty for cluster-scoped kinds and lists across namespaces
 * @param name empty for the collection
 * @param subresource empty for the object itself
 * @param rest what follows the subresource (proxy paths), with its leading slash; else empty
 * @param watch whether the path is of the old form {@code /api/v1/watch/…}
 */
public record ApiPath(
    GroupVersionResource resource,
    String namespace,
    String name,
    String subresource,
    String rest,
    boolean watch) {

  /** Subresources of a namespace itself; anything else after its name is a kind inside it. */
  private static final Set<String> OF_NAMESPACE = Set.of("status", "finalize");

  /**
   * Empty when the path names no resource (discovery, health, nonsense).
   *
   * @throws ApiFault BAD_REQUEST for a malformed escape
   */
  public static Optional<ApiPath> parse(String path) {
    var parts = split(path);
    if (parts.size() > 2 && parts.get(0).equals("api")) {
      return resource("", parts.get(1), parts.subList(2, parts.size()));
    }
    if (parts.size() > 3 && parts.get(0).equals("apis")) {
      return resource(parts.get(1), parts.get(2), parts.subList(3, parts.size()));
    }
    return Optional.empty();
  }

  /** What a path that leads to nothing is answered with. */
  public static ApiFault notServed() {
    return new ApiFault(Reason.NOT_FOUND, "the server could not find the requested resource");
  }

  private static Optional<ApiPath> resource(String group, String version, List<String> parts) {
    var watch = parts.getFirst().equals("watch") && parts.size() > 1;
    var left = watch ? parts.subList(1, parts.size()) : parts;
    var namespace = "";
    if (left.size() > 2
        && left.getFirst().equals("namespaces")
        && !(left.size() == 3 && OF_NAMESPACE.contains(left.get(2)))) {
      namespace = left.get(1);
      left = left.subList(2, left.size());
    }
    return Optional.of(
        new ApiPath(
            new GroupVersionResource(group, version, left.getFirst()),
            namespace,
            at(left, 1),
            at(left, 2),
            left.size() > 3 ? "/" + String.join("/", left.subList(3, left.size())) : "",
            watch));
  }

  private static String at(List<String> parts, int index) {
    return index < parts.size() ? parts.get(index) : "";
  }

  private static List<String> split(String path) {
    var parts = new ArrayList<String>(8);
    var start = 1;
    while (start <= path.length()) {
      var end = path.indexOf('/', start);
      end = end < 0 ? path.length() : end;
      if (end > start || end < path.length()) {
        parts.add(decoded(path.substring(start, end)));
      }
      start = end + 1;
    }
    return parts;
  }

  private static String decoded(String part) {
    if (part.indexOf('%') < 0) {
      return part;
    }
    try {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw ApiFault.badRequest("invalid URL escape in \"%s\"".formatted(part));
    }
  }
}
