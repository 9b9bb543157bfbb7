package dev.quarterdeck.e2e.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.e2e.fixture.Kubectl;
import dev.quarterdeck.e2e.fixture.LabExtension;
import dev.quarterdeck.e2e.fixture.ToolsPod;
import dev.quarterdeck.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program in a pod finds its ServiceAccount's token where client libraries look for it. */
@Tag("lab")
class PodIdentityTest {

  private static final String FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

  @RegisterExtension static final LabExtension LAB = LabExtension.ofNodes(1);

  private final Kubectl kubectl = LAB.kubectl();

  @BeforeAll
  static void needKubectl() {
    assumeTrue(Kubectl.isInstalled(), "kubectl is not installed");
  }

  private String apply(String pod) {
    return kubectl.withInput(pod, "apply", "-f", "-");
  }

  private static String sleeper(String namespace, String name, String spec) {
    return """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: %s}
        spec:
          terminationGracePeriodSeconds: 0
          containers:
          - {name: main, image: 'quarterdeck.local/busybox:1', command: [sleep, '100000']}
        %s
        """
        .formatted(name, namespace, spec.indent(2));
  }

  private String in(String namespace, String pod, String script) {
    return kubectl.run("exec", "-n", namespace, pod, "--", "sh", "-c", script);
  }

  private void isReady(String namespace, String pod) {
    kubectl.run("wait", "-n", namespace, "--for=condition=Ready", "pod/" + pod, "--timeout=60s");
  }

  @Test
  void aPodCallsTheApiAsItsAccountFromANamespaceThatWasMadeAMomentAgo() throws IOException {
    kubectl.run("create", "namespace", "fresh");
    var tools = ToolsPod.folder(LAB.lab(), "node-1");
    apply(ToolsPod.manifest("fresh", "caller", "node-1", tools, "[sleep, '100000']"));
    isReady("fresh", "caller");
    var me =
        json(
            in(
                "fresh",
                "caller",
                """
                curl -sS --cacert %1$s/ca.crt -H "Authorization: Bearer $(cat %1$s/token)" \
                  -H 'Content-Type: application/json' \
                  -d '{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}' \
                  https://kubernetes.default.svc/apis/authentication.k8s.io/v1/selfsubjectreviews
                """
                    .formatted(FOLDER)));
    var user = me.at("/status/userInfo");
    assertThat(user.path("username").asText()).isEqualTo("system:serviceaccount:fresh:default");
    assertThat(user.at("/extra/authentication.kubernetes.io~1pod-name/0").asText())
        .isEqualTo("caller");
    assertThat(in("fresh", "caller", "cat %s/namespace".formatted(FOLDER))).isEqualTo("fresh");
    kubectl.run("delete", "namespace", "fresh", "--wait=false");
  }

  private static JsonNode json(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "anybody | securityContext: {}                              | 644 0 0",
        "user    | securityContext: {runAsUser: 1234}               | 600 1234 0",
        "group   | securityContext: {runAsUser: 1234, fsGroup: 567} | 640 1234 567",
      })
  void whoRunsThePodMayReadItsToken(String name, String security, String file) {
    apply(sleeper("default", name, security));
    isReady("default", name);
    assertThat(in("default", name, "stat -L -c '%%a %%u %%g' %s/token".formatted(FOLDER)).strip())
        .isEqualTo(file);
    assertThat(in("default", name, "wc -c < %s/token".formatted(FOLDER)).strip())
        .as("bytes that it reads")
        .isNotEqualTo("0");
    kubectl.run("delete", "pod", name, "--wait=false");
  }

  @Test
  void aPodMayDoWithoutAndNamesNoAccountThatIsNotThere() {
    apply(sleeper("default", "without", "automountServiceAccountToken: false"));
    isReady("default", "without");
    assertThat(in("default", "without", "ls -d %s || true".formatted(FOLDER)))
        .doesNotContain("serviceaccount\n");
    kubectl.run("delete", "pod", "without", "--wait=false");
    var nobody = sleeper("default", "nobodys", "serviceAccountName: nobody");
    assertThat(kubectl.fails(nobody, "apply", "-f", "-"))
        .contains(
            "pods \"nobodys\" is forbidden: error looking up service account default/nobody:"
                + " serviceaccount \"nobody\" not found");
  }
}
