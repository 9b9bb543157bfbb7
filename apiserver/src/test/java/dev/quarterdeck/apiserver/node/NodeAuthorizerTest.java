package dev.quarterdeck.apiserver.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.access.Attributes;
import dev.quarterdeck.apiserver.access.Authorizer.Decision;
import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.model.FieldSelector;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.User;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class NodeAuthorizerTest {

  private static final NodeGraph EMPTY =
      new NodeGraph(Map.of(), Volumes.of(Map.of()), Map.of(), Map.of());

  /** Pods mine on n1 and other on n2, with a namesake of all that they use in their names. */
  private static final NodeGraph GRAPH =
      new NodeGraph(
          new PodsByNode()
              .apply(
                  Map.of(),
                  Map.of(
                      key("mine"), PodUses.of(pod("mine", "n1")),
                      key("other"), PodUses.of(pod("other", "n2")),
                      key("mirror"), PodUses.of(mirror()))),
          Volumes.of(
              Map.of(
                  new ObjectKey("", "mine-volume"), volume("mine-claim", "mine"),
                  new ObjectKey("", "other-volume"), volume("other-claim", "other"))),
          Map.of(
              new ObjectKey("", "mine-attachment"), "n1",
              new ObjectKey("", "other-attachment"), "n2"),
          Map.of(new ObjectKey("", "mine-slice"), "n1", new ObjectKey("", "other-slice"), "n2"));

  private static ObjectKey key(String name) {
    return new ObjectKey("default", name);
  }

  private static ObjectNode pod(String name, String node) {
    return Trees.yaml(
        """
        metadata: {name: $, namespace: default}
        spec:
          nodeName: %s
          serviceAccountName: $-account
          imagePullSecrets: [{name: $-pull}]
          initContainers:
          - envFrom: [{secretRef: {name: $-init}}, {configMapRef: {name: $-init}}]
          containers:
          - env:
            - {name: A, valueFrom: {secretKeyRef: {name: $-env, key: k}}}
            - {name: B, valueFrom: {configMapKeyRef: {name: $-env, key: k}}}
          ephemeralContainers:
          - envFrom: [{secretRef: {name: $-debug}}, {configMapRef: {name: $-debug}}]
          resourceClaims:
          - {name: a, resourceClaimName: $-resource}
          - {name: b, resourceClaimTemplateName: $-template}
          volumes:
          - {name: a, secret: {secretName: $-file}}
          - {name: b, configMap: {name: $-file}}
          - {name: c, projected: {sources: [{secret: {name: $-part}}, {configMap: {name: $-part}}]}}
          - {name: d, persistentVolumeClaim: {claimName: $-claim}}
          - {name: e, ephemeral: {volumeClaimTemplate: {spec: {}}}}
          - {name: f, csi: {driver: x, nodePublishSecretRef: {name: $-csi}}}
        status:
          resourceClaimStatuses: [{name: b, resourceClaimName: $-made}]
          extendedResourceClaimStatus: {resourceClaimName: $-extended}
        """
            .formatted(node)
            .replace("$", name));
  }

  /** NodeRestriction keeps such a pod away; the graph does not rely on that. */
  private static ObjectNode mirror() {
    return Trees.with(
        pod("mirror", "n1"), "/metadata/annotations", "{kubernetes.io/config.mirror: x}");
  }

  private static VolumeUses volume(String claim, String prefix) {
    return VolumeUses.of(
            Trees.yaml(
                """
                spec:
                  claimRef: {namespace: default, name: %s}
                  cephfs: {secretRef: {name: $-ceph}}
                  azureFile: {secretName: $-azure, secretNamespace: elsewhere}
                  csi:
                    nodeStageSecretRef: {name: $-stage, namespace: elsewhere}
                    controllerPublishSecretRef: {name: $-controller, namespace: elsewhere}
                """
                    .formatted(claim)
                    .replace("$", prefix)))
        .orElseThrow();
  }

  private static Attributes asked(
      String user, String verb, String kind, String namespace, String name, String fields) {
    var slash = kind.indexOf('/');
    var resource = slash < 0 ? kind : kind.substring(0, slash);
    var dot = resource.indexOf('.');
    return new Attributes(
        new User(user, List.of(User.NODES, User.AUTHENTICATED)),
        verb,
        dot < 0 ? "" : resource.substring(dot + 1),
        "v1",
        dot < 0 ? resource : resource.substring(0, dot),
        slash < 0 ? "" : kind.substring(slash + 1),
        namespace == null ? "" : namespace,
        name == null ? "" : name,
        "",
        FieldSelector.parse(fields));
  }

  @ParameterizedTest(name = "{0} {1} {2}/{3} {4}")
  @CsvFileSource(resources = "node-authorizer.csv", delimiter = '|', quoteCharacter = '`')
  void aNodeMay(
      String verbs,
      String kind,
      String namespace,
      String name,
      String fields,
      boolean allowed,
      String why) {
    var authorizer = new NodeAuthorizer(() -> GRAPH, (kindOf, limit) -> GRAPH);
    for (var verb : verbs.split(" ")) {
      var decision =
          authorizer.authorize(asked("system:node:n1", verb, kind, namespace, name, fields));
      assertThat(decision)
          .as(verb)
          .isEqualTo(
              allowed
                  ? new Decision.Allow("node n1")
                  : new Decision.NoOpinion(why == null ? "" : why));
    }
  }

  @Test
  void theGraphIsBroughtUpToDateBeforeANodeIsRefused() {
    var asked = asked("system:node:n1", "get", "secrets", "default", "mine-env", "");
    assertThat(new NodeAuthorizer(() -> EMPTY, (kind, limit) -> GRAPH).authorize(asked))
        .isEqualTo(new Decision.Allow("node n1"));
    assertThat(new NodeAuthorizer(() -> EMPTY, (kind, limit) -> EMPTY).authorize(asked))
        .isInstanceOf(Decision.NoOpinion.class);
  }

  @Test
  void whoIsNoNodeIsOfNoConcern() {
    var authorizer = new NodeAuthorizer(() -> GRAPH, (kind, limit) -> GRAPH);
    assertThat(authorizer.authorize(asked("kubelet", "get", "secrets", "default", "mine-env", "")))
        .isEqualTo(new Decision.NoOpinion(""));
    assertThat(
            authorizer.authorize(
                asked("system:node:", "get", "secrets", "default", "mine-env", "")))
        .isEqualTo(new Decision.NoOpinion("unknown node for user \"system:node:\""));
  }

  @Test
  void podsMoveAndGoAndOthersStayAsTheyAre() {
    var fold = new PodsByNode();
    var first =
        fold.apply(
            Map.of(),
            Map.of(
                key("a"), PodUses.of(pod("a", "n1")),
                key("b"), PodUses.of(pod("b", "n1")),
                key("c"), PodUses.of(pod("c", "n2"))));
    assertThat(nodes(first)).isEqualTo(Map.of(key("a"), "n1", key("b"), "n1", key("c"), "n2"));
    assertThat(fold.apply(first, Map.of(key("a"), PodUses.of(pod("a", "n1"))))).isSameAs(first);
    assertThat(fold.apply(first, Map.of(key("absent"), Optional.empty()))).isSameAs(first);
    var second =
        fold.apply(first, Map.of(key("a"), PodUses.of(pod("a", "n3")), key("c"), Optional.empty()));
    assertThat(nodes(second)).isEqualTo(Map.of(key("a"), "n3", key("b"), "n1"));
    assertThat(second).containsOnlyKeys("n1", "n3");
    assertThat(nodes(first)).as("stays").hasSize(3);
    var third = fold.apply(second, Map.of(key("b"), PodUses.of(pod("other", "n1"))));
    assertThat(third.get("n1").get(key("b")).account()).isEqualTo("other-account");
    assertThat(third.get("n3")).isSameAs(second.get("n3"));
  }

  private static Map<ObjectKey, String> nodes(Map<String, Map<ObjectKey, PodUses>> pods) {
    var nodes = new HashMap<ObjectKey, String>();
    pods.forEach((node, all) -> all.keySet().forEach(pod -> nodes.put(pod, node)));
    return nodes;
  }
}
