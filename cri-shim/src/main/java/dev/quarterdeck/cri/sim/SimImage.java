package dev.quarterdeck.cri.sim;

import dev.quarterdeck.proto.cri.v1.Image;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An image. Its id and digest are derived from its full name.
 *
 * @param name with registry, and with tag or digest
 */
record SimImage(String name, String id) {

  private static final long BYTES = 5 << 20;

  static SimImage named(String reference) {
    var name = fullName(reference);
    return new SimImage(name, "sha256:" + sha256(name));
  }

  /** The full name of a reference: {@code docker.io/library/busybox:latest} for {@code busybox}. */
  static String fullName(String reference) {
    var slash = reference.indexOf('/');
    var first = slash < 0 ? "" : reference.substring(0, slash);
    var hasRegistry = first.contains(".") || first.contains(":") || first.equals("localhost");
    var path = slash < 0 ? "library/" + reference : reference;
    var full = hasRegistry ? reference : "docker.io/" + path;
    var tagged = full.contains("@") || full.lastIndexOf(':') > full.lastIndexOf('/');
    return tagged ? full : full + ":latest";
  }

  /** Whether the image's registry can be reached: registries under .invalid (RFC 2606) cannot. */
  boolean reachable() {
    var registry = name.substring(0, name.indexOf('/')).replaceAll(":\\d+$", "");
    return !registry.endsWith(".invalid");
  }

  String digest() {
    if (name.contains("@")) {
      return name;
    }
    return name.substring(0, name.lastIndexOf(':')) + "@sha256:" + sha256("manifest of " + name);
  }

  Image listed() {
    var image = Image.newBuilder().setId(id).addRepoDigests(digest()).setSize(BYTES);
    if (!name.contains("@")) {
      image.addRepoTags(name);
    }
    return image.build();
  }

  private static String sha256(String text) {
    try {
      var hash = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(hash.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
