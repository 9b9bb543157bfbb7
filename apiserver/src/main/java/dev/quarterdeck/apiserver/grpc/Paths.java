package dev.quarterdeck.apiserver.grpc;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.proto.v1.Target;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Targets as the REST paths that name the same. */
final class Paths {

  private static final Pattern GROUP = Pattern.compile("[a-z0-9.-]*");
  private static final Pattern WORD = Pattern.compile("[a-z0-9-]+");

  /** What a REST path may begin a collection's part with besides a resource. */
  private static final String WATCH = "watch";

  private Paths() {}

  /**
   * A path to an object.
   *
   * @throws ApiFault BAD_REQUEST when the target does not name one
   */
  static String object(Target target) {
    require(!target.getName().isEmpty(), "target.name is required");
    return path(target);
  }

  /**
   * A path to a collection.
   *
   * @throws ApiFault BAD_REQUEST when the target names something else
   */
  static String collection(Target target) {
    require(target.getName().isEmpty(), "target.name must be empty: this is about a collection");
    require(target.getSubresource().isEmpty(), "target.subresource needs a target.name");
    return path(target);
  }

  /** A path to a collection to create in, or to an object's subresource to post to. */
  static String place(Target target) {
    return target.getSubresource().isEmpty() ? collection(target) : object(target);
  }

  private static String path(Target target) {
    var resource = target.getResource();
    require(WORD.matcher(target.getVersion()).matches(), "target.version is required, such as v1");
    require(
        WORD.matcher(resource).matches() && !resource.equals(WATCH),
        "target.resource is required: a kind's plural in lower case, such as pods");
    require(GROUP.matcher(target.getGroup()).matches(), "target.group is malformed");
    var collection = new GroupVersionResource(target.getGroup(), target.getVersion(), resource);
    var path = new StringBuilder(collection.rootPath());
    if (!target.getNamespace().isEmpty()) {
      path.append("/namespaces").append(part(target.getNamespace()));
    }
    path.append('/').append(resource);
    if (!target.getName().isEmpty()) {
      path.append(part(target.getName()));
    }
    if (!target.getSubresource().isEmpty()) {
      path.append(part(target.getSubresource()));
    }
    return path.toString();
  }

  private static String part(String name) {
    var encoded = URLEncoder.encode(name, StandardCharsets.UTF_8);
    return "/" + (encoded.indexOf('+') < 0 ? encoded : encoded.replace("+", "%20"));
  }

  private static void require(boolean right, String otherwise) {
    if (!right) {
      throw ApiFault.badRequest(otherwise);
    }
  }
}
