package dev.quarterdeck.e2e.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quarterdeck.cli.process.Command;
import dev.quarterdeck.e2e.fixture.Kubectl;
import dev.quarterdeck.e2e.fixture.LabExtension;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The usual kubectl commands, with real containers on two hosts. */
@Tag("lab")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KubectlTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension static final LabExtension LAB = LabExtension.ofNodes(2);

  @TempDir Path scratch;
  private final Kubectl kubectl = LAB.kubectl();

  @BeforeAll
  static void applyTheExample() {
    assumeTrue(Kubectl.isInstalled(), "kubectl is not installed");
    var kubectl = LAB.kubectl();
    kubectl.run("apply", "-f", example());
    kubectl.run("rollout", "status", "deployment/web", "--timeout=60s");
  }

  private static String example() {
    return LabExtension.example().toString();
  }

  @Test
  @Order(1)
  void getNodesShowsThemReadyWithTheirAddressesAndRuntime() {
    assertThat(kubectl.run("get", "nodes", "-o", "wide").lines().toList())
        .hasSize(3)
        .element(1)
        .asString()
        .matches("node-1 +Ready +.*v1\\.36.*" + address(0) + ".*containerd://.*");
  }

  private static String address(int index) {
    return LAB.lab().spec().nodes().get(index).address();
  }

  @Test
  @Order(2)
  void applyingTheSameAgainChangesNothingAndDiffIsEmpty() {
    assertThat(kubectl.run("apply", "-f", example()))
        .contains("deployment.apps/web unchanged")
        .contains("service/web unchanged");
    assertThat(kubectl.run("diff", "-f", example())).isEmpty();
  }

  @Test
  @Order(3)
  void theServiceAnswersFromSeveralPodsOnEveryNode() throws Exception {
    var ip = kubectl.run("get", "service", "web", "-o", "jsonpath={.spec.clusterIP}");
    for (var node : LAB.lab().spec().nodes()) {
      var words = new java.util.ArrayList<>(LAB.lab().host(node.name()).enter());
      words.addAll(List.of("curl", "-sS", "--max-time", "3", "http://" + ip));
      var answers = new java.util.TreeSet<String>();
      await("several pods answer on " + node.name())
          .atMost(PATIENCE)
          .until(
              () -> {
                answers.add(Command.run(Duration.ofSeconds(5), "", words).strip());
                return answers.size() > 1;
              });
    }
  }

  @Test
  @Order(4)
  void logsExecAndAttachReachTheContainer() {
    assertThat(kubectl.run("logs", "deploy/web")).contains("serving as web-");
    assertThat(kubectl.run("logs", "deploy/web", "--tail=1", "--timestamps"))
        .containsPattern("(?m)^20\\d\\d-\\S+T\\S+Z ");
    assertThat(kubectl.run("exec", "deploy/web", "--", "sh", "-c", "echo $NODE_NAME"))
        .startsWith("node-");
    assertThat(kubectl.withInput("hello\n", "exec", "-i", "deploy/web", "--", "cat"))
        .isEqualTo("hello\n");
    assertThat(kubectl.fails("", "exec", "deploy/web", "--", "sh", "-c", "exit 7"))
        .contains("exit code 7");
  }

  @Test
  @Order(5)
  void aTerminalWorksInsideAPod() throws Exception {
    // script(1) gives kubectl a terminal, as a person's shell would.
    var command = String.join(" ", kubectl.words("exec", "-it", "deploy/web", "--", "sh"));
    var outcome =
        Command.attempt(
            PATIENCE,
            "echo in-$((40+2))\nexit 3\n",
            List.of("script", "-qec", command, "/dev/null"));
    assertThat(outcome.output()).contains("in-42");
    assertThat(outcome.exitCode()).isEqualTo(3);
  }

  @Test
  @Order(6)
  void logsFollowUntilTheContainerEnds() throws Exception {
    kubectl.withInput(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: talker}
        spec:
          restartPolicy: Never
          containers:
          - name: main
            image: quarterdeck.local/busybox:1
            command: [sh, -c, 'for i in 1 2 3 4 5; do echo line $i; sleep 0.3; done']
        """,
        "apply",
        "-f",
        "-");
    kubectl.run("wait", "--for=jsonpath={.status.phase}=Running", "pod/talker", "--timeout=30s");
    assertThat(kubectl.run("logs", "-f", "talker").lines())
        .containsExactly("line 1", "line 2", "line 3", "line 4", "line 5");
    kubectl.run("wait", "--for=jsonpath={.status.phase}=Succeeded", "pod/talker", "--timeout=30s");
    assertThat(kubectl.run("get", "pod", "talker")).contains("Completed");
  }

  @Test
  @Order(7)
  void filesAreCopiedBothWays() throws Exception {
    var pod =
        kubectl.run("get", "pods", "-l", "app=web", "-o", "jsonpath={.items[0].metadata.name}");
    var sent = Files.writeString(scratch.resolve("sent"), "cargo ".repeat(50_000));
    kubectl.run("cp", sent.toString(), pod + ":/tmp/cargo");
    var received = scratch.resolve("received");
    kubectl.run("cp", pod + ":/tmp/cargo", received.toString());
    assertThat(received).hasSameTextualContentAs(sent);
  }

  @Test
  @Order(8)
  void aPortIsForwarded() throws Exception {
    var forward = kubectl.start("port-forward", "deploy/web", ":8080");
    try (var lines = new BufferedReader(new InputStreamReader(forward.getInputStream()))) {
      var port = lines.readLine().replaceAll(".*127.0.0.1:(\\d+) ->.*", "$1");
      try (var http = HttpClient.newHttpClient()) {
        var request =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .timeout(Duration.ofSeconds(10))
                .build();
        for (var i = 0; i < 5; i++) {
          assertThat(http.send(request, BodyHandlers.ofString()).body()).startsWith("web-");
        }
      }
    } finally {
      forward.destroy();
    }
  }

  @Test
  @Order(9)
  void describeShowsEventsFromSchedulerAndAgent() {
    assertThat(kubectl.run("describe", "pods", "-l", "app=web"))
        .contains("Scheduled", "default-scheduler", "Pulled", "Created", "Started", "kubelet")
        .contains("Status:           Running");
    assertThat(kubectl.run("describe", "deployment", "web")).contains("ScalingReplicaSet");
    assertThat(kubectl.run("describe", "node", "node-1")).contains("Allocated resources");
  }

  @Test
  @Order(10)
  void aDeploymentIsScaledUpdatedAndRolledBack() {
    kubectl.run("scale", "deployment/web", "--replicas=6");
    kubectl.run("rollout", "status", "deployment/web", "--timeout=60s");
    kubectl.run("set", "env", "deployment/web", "GREETING=ahoy");
    kubectl.run("rollout", "status", "deployment/web", "--timeout=60s");
    assertThat(kubectl.run("exec", "deploy/web", "--", "sh", "-c", "echo $GREETING"))
        .isEqualTo("ahoy\n");
    assertThat(kubectl.run("rollout", "history", "deployment/web")).contains("1", "2");
    kubectl.run("rollout", "undo", "deployment/web");
    kubectl.run("rollout", "status", "deployment/web", "--timeout=60s");
    assertThat(kubectl.run("exec", "deploy/web", "--", "sh", "-c", "echo [$GREETING]"))
        .isEqualTo("[]\n");
  }

  @Test
  @Order(11)
  void aMissingImageIsToldAndMended() throws Exception {
    kubectl.run("create", "deployment", "broken", "--image=quarterdeck.local/nothing:1");
    await("the pull failure shows")
        .atMost(PATIENCE)
        .until(
            () -> kubectl.run("get", "pods", "-l", "app=broken"),
            text -> text.contains("ErrImagePull") || text.contains("ImagePullBackOff"));
    kubectl.run(
        "patch",
        "deployment",
        "broken",
        "-p",
        """
        {"spec":{"template":{"spec":{"containers":[{"name":"nothing",
        "image":"quarterdeck.local/busybox:1","command":["sleep","1000"]}]}}}}
        """);
    kubectl.run("rollout", "status", "deployment/broken", "--timeout=60s");
    kubectl.run("delete", "deployment", "broken", "--wait=true");
  }

  @Test
  @Order(12)
  void explainKnowsTheFields() {
    assertThat(kubectl.run("explain", "pod.spec.containers"))
        .contains("FIELDS:", "image", "<string>");
    assertThat(kubectl.run("explain", "deployment", "--recursive")).contains("maxSurge");
  }

  @Test
  @Order(13)
  void aWrongManifestIsRefusedWithTheFieldAtFault() {
    var wrong =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: wrong}
        spec:
          replicas: -1
          selector: {matchLabels: {app: a}}
          template:
            metadata: {labels: {app: b}}
            spec: {containers: [{name: c, image: i}]}
        """;
    assertThat(kubectl.fails(wrong, "apply", "-f", "-"))
        .contains("The Deployment \"wrong\" is invalid")
        .contains("spec.replicas", "must be greater than or equal to 0")
        .contains("spec.template.metadata.labels");
    assertThat(
            kubectl.fails(
                wrong.replace("replicas: -1", "replicaz: 1"),
                "apply",
                "--validate=strict",
                "-f",
                "-"))
        .contains("unknown field \"spec.replicaz\"");
  }

  @Test
  @Order(14)
  void deletingWithGraceLetsTheContainerFinish() throws Exception {
    kubectl.withInput(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: polite}
        spec:
          containers:
          - name: main
            image: quarterdeck.local/busybox:1
            command: [sh, -c, 'trap "sleep 1; exit 0" TERM; while :; do sleep 0.1; done']
        """,
        "apply",
        "-f",
        "-");
    kubectl.run("wait", "--for=condition=Ready", "pod/polite", "--timeout=30s");
    kubectl.run("delete", "pod", "polite", "--grace-period=20", "--wait=false");
    assertThat(kubectl.run("get", "pod", "polite")).contains("Terminating");
    kubectl.run("wait", "--for=delete", "pod/polite", "--timeout=15s");
  }

  @Test
  @Order(15)
  void deletingTheDeploymentTakesItsPodsAlong() throws Exception {
    kubectl.run("delete", "-f", example());
    await("no pods are left")
        .atMost(PATIENCE)
        .until(
            () -> kubectl.run("get", "pods,replicasets", "-l", "app=web", "--ignore-not-found"),
            String::isEmpty);
  }
}
