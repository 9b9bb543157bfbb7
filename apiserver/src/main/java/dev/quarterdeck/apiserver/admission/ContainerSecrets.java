package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import java.util.stream.Stream;

/** The Secrets that a pod's containers take environment variables from. */
final class ContainerSecrets {

  /**
   * One such reference.
   *
   * @param how the container and its way to the Secret, in Kubernetes' words
   * @param secret the Secret's name; may be empty
   */
  record Use(String how, String secret) {}

  private ContainerSecrets() {}

  static Stream<Use> all(JsonNode spec) {
    return Stream.concat(ofPod(spec), ofEphemeral(spec));
  }

  /** Of the containers that a pod begins with. */
  static Stream<Use> ofPod(JsonNode spec) {
    return Stream.concat(
        in(spec, "initContainers", "init container"), in(spec, "containers", "container"));
  }

  /** Of those that were added to it. */
  static Stream<Use> ofEphemeral(JsonNode spec) {
    return in(spec, "ephemeralContainers", "ephemeral container");
  }

  private static Stream<Use> in(JsonNode spec, String list, String kind) {
    return Tree.objects(spec, list).stream().flatMap(container -> of(container, kind));
  }

  private static Stream<Use> of(ObjectNode container, String kind) {
    var who = "%s %s with ".formatted(kind, Tree.text(container, "/name"));
    var variables =
        Tree.objects(container, "env").stream()
            .filter(variable -> variable.path("valueFrom").has("secretKeyRef"))
            .map(
                variable ->
                    new Use(
                        who + "envVar " + Tree.text(variable, "/name"),
                        Tree.text(variable, "/valueFrom/secretKeyRef/name")));
    var whole =
        Tree.objects(container, "envFrom").stream()
            .filter(from -> from.has("secretRef"))
            .map(from -> new Use(who + "envFrom", Tree.text(from, "/secretRef/name")));
    return Stream.concat(variables, whole);
  }
}
