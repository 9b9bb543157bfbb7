package dev.quarterdeck.apiserver.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a ServiceAccount token says (Kubernetes' bound token format).
 *
 * @param id tells tokens apart in audit records
 * @param warnAfter when a client that still shows the token should have had a new one; empty for
 *     the end of the token
 */
record TokenClaims(
    String id,
    List<String> audiences,
    Instant issuedAt,
    Instant notBefore,
    Instant expires,
    Optional<Instant> warnAfter,
    String namespace,
    Reference account,
    Bindings bindings) {

  /** An object by name and identity. */
  record Reference(String name, String uid) {
    static Reference to(ObjectNode object) {
      return new Reference(Tree.text(object, "/metadata/name"), Tree.text(object, "/metadata/uid"));
    }

    private static Optional<Reference> read(JsonNode node) {
      return node.isObject()
          ? Optional.of(new Reference(Tree.text(node, "/name"), Tree.text(node, "/uid")))
          : Optional.empty();
    }

    private void write(ObjectNode parent, String field) {
      var node = parent.putObject(field).put("name", name);
      if (!uid.isEmpty()) {
        node.put("uid", uid);
      }
    }
  }

  /** The objects a token ends with. A pod's node is only told of. */
  record Bindings(Optional<Reference> pod, Optional<Reference> secret, Optional<Reference> node) {
    static final Bindings NONE = new Bindings(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** {@code system:serviceaccount:NAMESPACE:NAME}. */
  String username() {
    return "system:serviceaccount:%s:%s".formatted(namespace, account.name);
  }

  ObjectNode toJson(String issuer) {
    var json = Json.object();
    audiences.forEach(json.putArray("aud")::add);
    Tree.put(json, "exp", expires.getEpochSecond());
    Tree.put(json, "iat", issuedAt.getEpochSecond());
    json.put("iss", issuer).put("jti", id);
    var own = json.putObject("kubernetes.io").put("namespace", namespace);
    bindings.node.ifPresent(node -> node.write(own, "node"));
    bindings.pod.ifPresent(pod -> pod.write(own, "pod"));
    bindings.secret.ifPresent(secret -> secret.write(own, "secret"));
    account.write(own, "serviceaccount");
    warnAfter.ifPresent(time -> Tree.put(own, "warnafter", time.getEpochSecond()));
    Tree.put(json, "nbf", notBefore.getEpochSecond());
    return json.put("sub", username());
  }

  /** Claims this server has signed. */
  static TokenClaims read(JsonNode json) {
    var own = json.path("kubernetes.io");
    return new TokenClaims(
        json.path("jti").asText(""),
        Tree.texts(json.path("aud")),
        time(json, "iat"),
        time(json, "nbf"),
        time(json, "exp"),
        own.has("warnafter") ? Optional.of(time(own, "warnafter")) : Optional.empty(),
        own.path("namespace").asText(""),
        Reference.read(own.path("serviceaccount")).orElse(new Reference("", "")),
        new Bindings(
            Reference.read(own.path("pod")),
            Reference.read(own.path("secret")),
            Reference.read(own.path("node"))));
  }

  private static Instant time(JsonNode json, String field) {
    return Instant.ofEpochSecond(json.path(field).asLong(0));
  }
}
