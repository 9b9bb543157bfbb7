package dev.quarterdeck.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.e2e.clients.OneHostLab.Kubeconfig;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The usual kubectl commands, for every kind. */
@ExtendWith(OneHostLab.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class KubectlTest {

  private static final String NAME = "kubectl";
  private static final String SPACE = KindCase.namespace(NAME);

  /** kubectl 1.32 asks for their beta versions, which 1.36 serves no more. */
  private static final Set<String> DESCRIBED_BY_OLD_VERSIONS =
      Set.of("IPAddress", "ServiceCIDR", "VolumeAttributesClass");

  /** Their status or taints may change between two reads. */
  private static final Set<String> WRITTEN_BY_CONTROLLERS =
      Set.of("Node", "Pod", "Deployment", "ReplicaSet", "Namespace");

  private final Kubectl kubectl;

  KubectlTest(Kubeconfig kubeconfig) {
    kubectl = new Kubectl(kubeconfig.file());
  }

  static List<KindCase> kinds() {
    return KindCase.all(NAME, 5);
  }

  @BeforeAll
  void makeNamespace() {
    kubectl.run("create", "namespace", SPACE);
  }

  @AfterAll
  void clean() {
    kubectl.run("delete", "namespace", SPACE, "--wait=false");
  }

  private String resourceVersion(KindCase kind) {
    var path = "jsonpath={.metadata.resourceVersion}";
    return kubectl.run("-n", SPACE, "get", resource(kind), kind.name(), "-o", path);
  }

  private static String resource(KindCase kind) {
    return kind.plural() + "." + kind.version() + "." + kind.group();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aKindIsAppliedShownDescribedExplainedAndDeleted(KindCase kind) {
    var manifest = kind.object().toString();
    kubectl.withInput(manifest, "apply", "-f", "-");
    var version = resourceVersion(kind);
    kubectl.withInput(manifest, "apply", "-f", "-");
    if (!WRITTEN_BY_CONTROLLERS.contains(kind.kind())) {
      assertThat(resourceVersion(kind)).as("applied again, nothing changes").isEqualTo(version);
    }
    assertThat(kubectl.run("-n", SPACE, "get", resource(kind), kind.name(), "-o", "wide"))
        .contains("NAME", kind.name());
    if (!DESCRIBED_BY_OLD_VERSIONS.contains(kind.kind())) {
      assertThat(kubectl.run("-n", SPACE, "describe", resource(kind), kind.name()))
          .contains(kind.name());
    }
    assertThat(
            kubectl.run(
                "explain", kind.plural(), "--api-version=" + kind.apiVersion(), "--recursive"))
        .contains("KIND: ", "FIELDS:", "metadata");
    assertThat(
            kubectl.withInput(
                manifest,
                "apply",
                "--server-side",
                "--dry-run=server",
                "--force-conflicts",
                "-f",
                "-"))
        .contains("serverside-applied (server dry run)");
    kubectl.run("-n", SPACE, "delete", resource(kind), kind.name(), "--wait=false");
  }

  @Test
  void everyKindAndVersionIsListed() {
    var resources =
        kubectl
            .run("api-resources", "-o", "wide", "--no-headers")
            .lines()
            .collect(Collectors.toSet());
    for (var kind : kinds()) {
      assertThat(resources)
          .as("%s", kind)
          .anyMatch(
              line ->
                  line.startsWith(kind.plural() + " ")
                      && line.matches(".*\\b" + kind.kind() + "\\b.*\\bcreate\\b.*"));
    }
    assertThat(kubectl.run("api-versions").lines().toList())
        .containsAll(kinds().stream().map(KindCase::apiVersion).toList());
    assertThat(kubectl.run("get", "--raw", "/openapi/v3")).contains("apis/apps/v1");
  }

  private void configMap(String name, String more) {
    kubectl.withInput(
        """
        {apiVersion: v1, kind: ConfigMap, metadata: {name: %s, namespace: %s}, data: {color: blue%s}}
        """
            .formatted(name, SPACE, more),
        "create",
        "-f",
        "-");
  }

  @Test
  void appliersFightAndForce() {
    var map =
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: fight, namespace: %s}, data: {a: %s}}";
    kubectl.withInput(
        map.formatted(SPACE, "one"), "apply", "--server-side", "--field-manager=one", "-f", "-");
    assertThat(
            kubectl.fails(
                map.formatted(SPACE, "two"),
                "apply",
                "--server-side",
                "--field-manager=two",
                "-f",
                "-"))
        .contains("conflict with \"one\": .data.a");
    kubectl.withInput(
        map.formatted(SPACE, "two"),
        "apply",
        "--server-side",
        "--field-manager=two",
        "--force-conflicts",
        "-f",
        "-");
    assertThat(kubectl.run("-n", SPACE, "get", "cm", "fight", "-o", "jsonpath={.data.a}"))
        .isEqualTo("two");
  }

  @Test
  void strictValidationNamesTheField() {
    assertThat(
            kubectl.fails(
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: strict}, dta: {a: b}}",
                "create",
                "--validate=strict",
                "-f",
                "-"))
        .contains("unknown field \"dta\"");
  }

  @Test
  void editDiffReplaceLabelAndAnnotateChangeAnObject() {
    configMap("edited", "");
    assertThat(kubectl.run("-n", SPACE, "edit", "cm", "edited"))
        .contains("configmap/edited edited");
    assertThat(kubectl.run("-n", SPACE, "get", "cm", "edited", "-o", "jsonpath={.data.color}"))
        .isEqualTo("red");
    var green =
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: edited, namespace: %s}, data: {color: green}}"
            .formatted(SPACE);
    assertThat(kubectl.fails(green, "diff", "-f", "-")).contains("+  color: green");
    kubectl.withInput(green, "replace", "-f", "-");
    kubectl.run("-n", SPACE, "label", "cm", "edited", "tier=gold");
    kubectl.run("-n", SPACE, "annotate", "cm", "edited", "note=short");
    assertThat(kubectl.run("-n", SPACE, "get", "cm", "-l", "tier in (gold)", "-o", "yaml"))
        .contains("color: green", "note: short");
    assertThat(kubectl.run("-n", SPACE, "delete", "cm", "edited", "--dry-run=server"))
        .contains("deleted (server dry run)");
    kubectl.run("-n", SPACE, "get", "cm", "edited");
  }

  @Test
  void aLongListComesInChunks() {
    for (var i = 0; i < 25; i++) {
      configMap("chunk-" + i, "");
    }
    assertThat(
            kubectl
                .run("-n", SPACE, "get", "cm", "--chunk-size=10", "--no-headers")
                .lines()
                .filter(line -> line.startsWith("chunk-")))
        .hasSize(25);
  }

  @Test
  void nodesAreTaintedCordonedAndDrained() {
    kubectl.withInput("{apiVersion: v1, kind: Node, metadata: {name: paper}}", "create", "-f", "-");
    kubectl.run("taint", "node", "paper", "team=blue:NoSchedule");
    assertThat(kubectl.run("describe", "node", "paper")).contains("team=blue:NoSchedule");
    assertThat(kubectl.run("drain", "paper", "--ignore-daemonsets")).contains("paper drained");
    assertThat(kubectl.run("get", "node", "paper", "-o", "jsonpath={.spec.unschedulable}"))
        .isEqualTo("true");
    kubectl.run("delete", "node", "paper");
  }

  @Test
  void aDeploymentIsAwaitedAndAutoscaled() {
    kubectl.run(
        "-n",
        SPACE,
        "create",
        "deployment",
        "web",
        "--image=quarterdeck.local/busybox:1",
        "--",
        "sleep",
        "3600");
    kubectl.run(
        "-n", SPACE, "wait", "--for=condition=Available", "deployment/web", "--timeout=50s");
    kubectl.run(
        "-n", SPACE, "autoscale", "deployment", "web", "--min=1", "--max=3", "--cpu-percent=50");
    assertThat(kubectl.run("-n", SPACE, "get", "hpa", "web")).contains("Deployment/web", "3");
    kubectl.run("-n", SPACE, "delete", "deployment,hpa", "web");
  }
}
