package dev.quarterdeck.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What people do to manifests with kubectl, without flags, against the whole API server. */
@Tag("kubectl")
class KubectlWritesTest {

  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, labels: {app: web}}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - {name: c, image: "nginx:1", ports: [{containerPort: 80}]}
      """;

  @TempDir Path home;

  @RegisterExtension final TestServer server = new TestServer();
  private Kubectl kubectl;

  @BeforeEach
  void start() {
    assumeTrue(Kubectl.isInstalled(), "kubectl is not installed");
    kubectl = new Kubectl(server.get().url(), home);
  }

  @Test
  void appliesDiffsAndAppliesAgain() {
    assertThat(apply(WEB)).isEqualTo("deployment.apps/web created\n");
    assertThat(apply(WEB)).isEqualTo("deployment.apps/web unchanged\n");
    var changed = WEB.replace("nginx:1", "nginx:2");
    assertThat(kubectl.tryRun(changed, "diff", "-f", "-").output())
        .contains("-      - image: nginx:1", "+      - image: nginx:2");
    assertThat(apply(changed)).isEqualTo("deployment.apps/web configured\n");
    assertThat(image()).isEqualTo("nginx:2");
  }

  @Test
  void appliesCustomObjectsAndHearsWhatTheirRulesSay() {
    apply(
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.example.com}
        spec:
          group: example.com
          scope: Namespaced
          names: {kind: Widget, plural: widgets}
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    x-kubernetes-validations: [{rule: self.size >= oldSelf.size, message: no less}]
                    properties: {size: {type: integer}}
        """);
    kubectl.run("wait", "--for=condition=Established", "crd/widgets.example.com", "--timeout=20s");
    assertThat(kubectl.run("explain", "widgets.metadata"))
        .contains("Standard object's metadata", "CreationTimestamp is a timestamp");
    assertThat(kubectl.run("explain", "widgets", "--output", "plaintext-openapiv2"))
        .contains("KIND:     Widget", "APIVersion defines");
    var widget =
        """
        apiVersion: example.com/v1
        kind: Widget
        metadata: {name: w}
        spec: {size: 2}
        """;
    assertThat(apply(widget)).isEqualTo("widget.example.com/w created\n");
    assertThat(apply(widget.replace("2", "3"))).isEqualTo("widget.example.com/w configured\n");
    assertThat(kubectl.tryRun(widget.replace("2", "1"), "apply", "-f", "-").output())
        .contains("spec: Invalid value: \"object\": no less");
  }

  @Test
  void removesWhatLeftTheManifestAndKeepsWhatOthersSet() {
    apply(WEB);
    kubectl.run("label", "deployment/web", "by=hand");
    apply(WEB.replaceFirst("labels: \\{app: web}", "labels: {tier: front}"));
    assertThat(field("{.metadata.labels}")).isEqualTo("{\"by\":\"hand\",\"tier\":\"front\"}");
  }

  @Test
  void changesOneFieldInMostWaysThereAre() {
    apply(WEB);
    kubectl.run("set", "image", "deployment/web", "c=nginx:3");
    assertThat(image()).isEqualTo("nginx:3");
    kubectl.run("scale", "deployment/web", "--replicas=5");
    assertThat(field("{.spec.replicas}")).isEqualTo("5");
    kubectl.run("patch", "deployment/web", "--type=merge", "-p", "{\"spec\":{\"paused\":true}}");
    assertThat(field("{.spec.paused}")).isEqualTo("true");
    kubectl.run(
        "patch",
        "deployment/web",
        "--type=json",
        "-p",
        "[{\"op\":\"remove\",\"path\":\"/spec/paused\"}]");
    assertThat(field("{.spec.paused}")).isEmpty();
  }

  @Test
  void triesOutWithoutStoring() {
    assertThat(kubectl.tryRun(WEB, "create", "--dry-run=server", "-f", "-").output())
        .isEqualTo("deployment.apps/web created (server dry run)\n");
    assertThat(kubectl.tryRun("", "get", "deployment/web").output()).contains("NotFound");
  }

  @Test
  void namesWhatIsWrongWithAManifest() {
    assertThat(kubectl.tryRun(WEB.replace("replicas", "replicaz"), "create", "-f", "-"))
        .satisfies(
            outcome -> {
              assertThat(outcome.code()).isNotZero();
              assertThat(outcome.output())
                  .contains("strict decoding error: unknown field \"spec.replicaz\"");
            });
    assertThat(kubectl.tryRun(WEB.replace("replicas: 2", "replicas: two"), "create", "-f", "-"))
        .satisfies(
            outcome -> {
              assertThat(outcome.code()).isNotZero();
              assertThat(outcome.output())
                  .contains("cannot unmarshal string into field spec.replicas of type int32");
            });
    assertThat(
            kubectl
                .tryRun(WEB.replace("replicas", "replicaz"), "create", "--validate=warn", "-f", "-")
                .output())
        .contains("Warning: unknown field \"spec.replicaz\"", "deployment.apps/web created");
  }

  @Test
  void appliesOnTheServerAndTellsWhoOwnsWhat() {
    assertThat(serverSide(WEB)).contains("deployment.apps/web serverside-applied");
    var version = field("{.metadata.resourceVersion}");
    serverSide(WEB);
    assertThat(field("{.metadata.resourceVersion}")).as("nothing changed").isEqualTo(version);

    kubectl.run("scale", "deployment/web", "--replicas=5");
    var changed = WEB.replace("replicas: 2", "replicas: 3");
    assertThat(kubectl.tryRun(changed, "apply", "--server-side", "-f", "-"))
        .satisfies(
            outcome -> {
              assertThat(outcome.code()).isNotZero();
              assertThat(outcome.output())
                  .contains(
                      "conflict with \"kubectl\" with subresource \"scale\" using apps/v1:"
                          + " .spec.replicas");
            });
    assertThat(
            kubectl
                .tryRun(changed, "apply", "--server-side", "--force-conflicts", "-f", "-")
                .code())
        .isZero();
    assertThat(field("{.spec.replicas}")).isEqualTo("3");

    serverSide(WEB.replace("  replicas: 2\n", ""));
    assertThat(field("{.spec.replicas}")).as("defaulted again").isEqualTo("1");
  }

  @Test
  void movesFromClientSideToServerSideApply() {
    apply(WEB);
    assertThat(serverSide(WEB.replace("nginx:1", "nginx:2"))).contains("serverside-applied");
    assertThat(image()).isEqualTo("nginx:2");
  }

  private String apply(String manifest) {
    return accepted("apply", manifest, "apply", "-f", "-");
  }

  private String serverSide(String manifest) {
    return accepted("server-side apply", manifest, "apply", "--server-side", "-f", "-");
  }

  private String accepted(String what, String manifest, String... arguments) {
    var outcome = kubectl.tryRun(manifest, arguments);
    assertThat(outcome.code()).as(what + ": " + outcome.output()).isZero();
    return outcome.output();
  }

  private String image() {
    return field("{.spec.template.spec.containers[0].image}");
  }

  private String field(String path) {
    return kubectl.run("get", "deployment/web", "-o", "jsonpath=" + path);
  }
}
