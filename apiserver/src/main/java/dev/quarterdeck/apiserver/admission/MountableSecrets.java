package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.admission.ContainerSecrets.Use;
import dev.quarterdeck.machinery.Tree;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The Secrets that the pods of a ServiceAccount may use, where the account's annotation says that
 * they are all that it lists.
 */
final class MountableSecrets {

  private static final String ANNOTATION = "kubernetes.io/enforce-mountable-secrets";

  /** What Go's strconv.ParseBool takes for true. */
  private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");

  private final ObjectNode account;
  private final Set<String> mountable;

  private MountableSecrets(ObjectNode account) {
    this.account = account;
    this.mountable = names(account, "secrets");
  }

  /** Empty when pods of the account may use any Secret of their namespace. */
  static Optional<MountableSecrets> of(ObjectNode account) {
    var limits = account.path("metadata").path("annotations").path(ANNOTATION).asText("");
    return TRUE.contains(limits) ? Optional.of(new MountableSecrets(account)) : Optional.empty();
  }

  private static Set<String> names(ObjectNode account, String list) {
    return Tree.objects(account, list).stream()
        .map(reference -> Tree.text(reference, "/name"))
        .collect(Collectors.toSet());
  }

  /** Why a new pod is refused; empty when it is not. */
  Optional<String> refuses(JsonNode spec) {
    return Stream.of(volumes(spec), uses(ContainerSecrets.ofPod(spec)), pullSecrets(spec))
        .flatMap(refusals -> refusals)
        .findFirst();
  }

  /** Why the ephemeral containers of a pod are refused; empty when they are not. */
  Optional<String> refusesEphemeral(JsonNode spec) {
    return uses(ContainerSecrets.ofEphemeral(spec)).findFirst();
  }

  private Stream<String> volumes(JsonNode spec) {
    return Tree.objects(spec, "volumes").stream()
        .filter(volume -> volume.has("secret"))
        .map(volume -> Tree.text(volume, "/secret/secretName"))
        .filter(name -> !mountable.contains(name))
        .map(name -> refusal("volume with secret.secretName=\"%s\"".formatted(name), "secret"));
  }

  private Stream<String> uses(Stream<Use> uses) {
    return uses.filter(use -> !mountable.contains(use.secret()))
        .map(
            use ->
                refusal(
                    "%s referencing secret.secretName=\"%s\"".formatted(use.how(), use.secret()),
                    "secret"));
  }

  private Stream<String> pullSecrets(JsonNode spec) {
    var pullable = names(account, "imagePullSecrets");
    var asked = Tree.objects(spec, "imagePullSecrets");
    return IntStream.range(0, asked.size())
        .filter(i -> !pullable.contains(Tree.text(asked.get(i), "/name")))
        .mapToObj(
            i ->
                refusal(
                    "imagePullSecrets[%d].name=\"%s\""
                        .formatted(i, Tree.text(asked.get(i), "/name")),
                    "imagePullSecret"));
  }

  private String refusal(String what, String kind) {
    return "%s is not allowed because service account %s does not reference that %s"
        .formatted(what, Tree.text(account, "/metadata/name"), kind);
  }
}
