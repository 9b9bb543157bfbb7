package dev.quarterdeck.apiserver.token;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.token.TokenClaims.Bindings;
import dev.quarterdeck.apiserver.token.TokenClaims.Reference;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.GroupVersionResource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a TokenRequest asks for, and which token answers it. Pure. */
final class TokenRequests {

  private static final long DEFAULT_SECONDS = 3_600;
  private static final long MIN_SECONDS = 600;
  private static final long MAX_SECONDS = 1L << 32;

  /**
   * Pods get tokens of this odd length unless they ask for another: those are good for a year, so
   * that old clients that never read the file again go on working, and are noted after the hour.
   */
  private static final long WARN_ONLY_SECONDS = 3_607;

  private static final Duration EXTENDED = Duration.ofDays(365);

  private TokenRequests() {}

  static void applyDefaults(ObjectNode request, String ownAudience) {
    var spec = Tree.child(request, "spec");
    Tree.fill(spec, "expirationSeconds", DEFAULT_SECONDS);
    if (spec.path("audiences").isEmpty()) {
      spec.putArray("audiences").add(ownAudience);
    }
  }

  static List<FieldError> validate(ObjectNode request) {
    var root = Field.root(request);
    var seconds = root.get("spec", "expirationSeconds");
    if (seconds.number() < MIN_SECONDS) {
      seconds.invalid("may not specify a duration less than 10 minutes");
    }
    if (seconds.number() > MAX_SECONDS) {
      seconds.invalid("may not specify a duration larger than 2^32 seconds");
    }
    return root.errors();
  }

  /**
   * What the request wants the token bound to; empty for the ServiceAccount alone.
   *
   * @param resource where the object is found
   */
  record Binding(GroupVersionResource resource, String kind, String name, String uid) {}

  /**
   * @throws ApiFault BAD_REQUEST for a kind tokens cannot be bound to
   */
  static Optional<Binding> binding(ObjectNode request) {
    var reference = request.path("spec").path("boundObjectRef");
    if (!reference.isObject()) {
      return Optional.empty();
    }
    var version = Tree.text(reference, "/apiVersion");
    var kind = Tree.text(reference, "/kind");
    var resource =
        switch (version + "/" + kind) {
          case "v1/Pod" -> "pods";
          case "v1/Secret" -> "secrets";
          case "v1/Node" -> "nodes";
          default ->
              throw ApiFault.badRequest(
                  "cannot bind token to object of type %s, Kind=%s".formatted(version, kind));
        };
    return Optional.of(
        new Binding(
            GroupVersionResource.core(resource),
            kind,
            Tree.text(reference, "/name"),
            Tree.text(reference, "/uid")));
  }

  /**
   * Whether the object found is the one meant.
   *
   * @throws ApiFault BAD_REQUEST for a pod of another ServiceAccount, CONFLICT for another object
   *     of the same name
   */
  static void check(Binding binding, String account, ObjectNode object) {
    if (binding.kind.equals("Pod")
        && !Tree.text(object, "/spec/serviceAccountName").equals(account)) {
      throw ApiFault.badRequest(
          "cannot bind token for serviceaccount \"%s\" to pod running with different serviceaccount"
              + " name.".formatted(account));
    }
    var uid = Tree.text(object, "/metadata/uid");
    if (!binding.uid.isEmpty() && !binding.uid.equals(uid)) {
      throw ApiFault.conflict(
          binding.resource,
          binding.name,
          ("the UID in the bound object reference (%s) does not match the UID in record. The object"
                  + " might have been deleted and then recreated")
              .formatted(binding.uid));
    }
  }

  /** A pod's token tells of its node too, by name alone when the Node is gone. */
  static Bindings bindings(Binding binding, ObjectNode object, Optional<ObjectNode> podsNode) {
    var reference = Optional.of(Reference.to(object));
    return switch (binding.kind) {
      case "Pod" -> {
        var node = Tree.text(object, "/spec/nodeName");
        yield new Bindings(
            reference,
            Optional.empty(),
            node.isEmpty()
                ? Optional.empty()
                : podsNode.map(Reference::to).or(() -> Optional.of(new Reference(node, ""))));
      }
      case "Secret" -> new Bindings(Optional.empty(), reference, Optional.empty());
      default -> new Bindings(Optional.empty(), Optional.empty(), reference);
    };
  }

  /**
   * @param request with defaults
   * @param now whole seconds
   */
  static TokenClaims claims(
      ObjectNode request,
      ObjectNode account,
      Bindings bindings,
      String ownAudience,
      String id,
      Instant now) {
    var seconds = request.path("spec").path("expirationSeconds").asLong();
    var audiences = Tree.texts(request.path("spec").path("audiences"));
    var extended =
        bindings.pod().isPresent()
            && seconds == WARN_ONLY_SECONDS
            && audiences.equals(List.of(ownAudience));
    var asked = now.plusSeconds(seconds);
    return new TokenClaims(
        id,
        audiences,
        now,
        now,
        extended ? now.plus(EXTENDED) : asked,
        extended ? Optional.of(asked) : Optional.empty(),
        Tree.text(account, "/metadata/namespace"),
        Reference.to(account),
        bindings);
  }

  /** The answer; it says the end the client asked for, so that it comes back in time. */
  static ObjectNode answer(
      ObjectNode request, ObjectNode account, TokenClaims claims, String token) {
    var metadata = Tree.child(request, "metadata");
    metadata.put("name", Tree.text(account, "/metadata/name"));
    metadata.put("namespace", Tree.text(account, "/metadata/namespace"));
    metadata.put("creationTimestamp", claims.issuedAt().toString());
    var end = claims.warnAfter().orElse(claims.expires());
    request.putObject("status").put("token", token).put("expirationTimestamp", end.toString());
    return request;
  }
}
