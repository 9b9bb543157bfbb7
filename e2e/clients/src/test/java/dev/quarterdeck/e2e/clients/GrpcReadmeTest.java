package dev.quarterdeck.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the commands with which the READMEs show the gRPC API, against real containers. */
@ExtendWith(OneHostLab.class)
@Timeout(180)
class GrpcReadmeTest {

  private static final List<String> SERVICES =
      List.of(
          "grpc.health.v1.Health",
          "grpc.reflection.v1.ServerReflection",
          "grpc.reflection.v1alpha.ServerReflection",
          "quarterdeck.v1.Api");
  private static final String UNAME = "Linux \\S+";

  private static final String HELLO =
      """
      {"target":{"group":"apps","version":"v1","resource":"deployments","namespace":"default",
       "name":"hello"}}
      """;

  private final Readme readme = new Readme(Qd.HOME.resolve("README.md"));
  private SourceTree tree;

  @BeforeEach
  void makeTree(@TempDir Path folder, Qd qd) throws IOException {
    tree = SourceTree.make(folder, qd);
  }

  private ShellCommand run(String beginning) throws IOException {
    return tree.run(readme.command("./qd grpc " + beginning));
  }

  private ShellCommand run(String beginning, String pod) throws IOException {
    return tree.run(readme.command("./qd grpc " + beginning).replace("\"POD\"", '"' + pod + '"'));
  }

  private ShellCommand call(String method, String message) throws IOException {
    return tree.run("./qd grpc call %s -d '%s'".formatted(method, message));
  }

  @Test
  void qdGrpcKnowsWhatTheServerSaysOfItself() throws Exception {
    try (var list = run("list");
        var describe = run("describe")) {
      assertThat(list.lines()).containsExactlyElementsOf(SERVICES);
      assertThat(describe.lines())
          .contains("message ApplyRequest {")
          .anyMatch(line -> line.strip().startsWith("bool force = "));
    }
  }

  @Test
  void qdGrpcAppliesADeploymentWatchesItsPodFollowsItsLogAndRunsACommandInIt() throws Exception {
    try (var watch = run("call Watch")) {
      watch.await(line -> event(line).path("type").asText().equals("BOOKMARK"));
      try (var apply = run("call Apply")) {
        assertThat(KindCase.parse(apply.lines().getLast()).path("code").asInt()).isEqualTo(201);
      }
      var added = event(watch.await(ofHello("ADDED", pod -> true)));
      var pod = object(added).at("/metadata/name").asText();
      watch.await(ofHello("MODIFIED", GrpcReadmeTest::isReady));
      assertThatItsLogGoesOn(pod);
      assertThatACommandRuns(pod);
      try (var delete = call("Delete", HELLO)) {
        delete.lines();
      }
      watch.await(ofHello("MODIFIED", GrpcReadmeTest::isOnItsWayOut));
    }
  }

  private void assertThatItsLogGoesOn(String pod) throws Exception {
    try (var log = run("call PodLogs", pod)) {
      var first = log.await(line -> line.contains("UTC"));
      log.await(line -> line.contains("UTC") && !line.equals(first));
    }
  }

  private void assertThatACommandRuns(String pod) throws Exception {
    var exit =
        """
        {"start":{"namespace":"default","pod":"%s","stdout":true,"command":["sh","-c","exit 7"]}}
        """;
    try (var uname = run("call PodExec", pod);
        var seven = call("PodExec", exit.formatted(pod))) {
      assertThat(uname.lines()).singleElement().asString().matches(UNAME);
      assertThat(seven.exitCode()).isEqualTo(7);
    }
  }

  private static JsonNode event(String line) {
    return KindCase.parse(line);
  }

  private static JsonNode object(JsonNode event) {
    return KindCase.parse(event.path("object").path("json").asText());
  }

  private static boolean isOnItsWayOut(JsonNode pod) {
    return pod.at("/metadata").has("deletionTimestamp");
  }

  private static String name(JsonNode pod) {
    return pod.at("/metadata/name").asText();
  }

  private static Predicate<String> ofHello(String type, Predicate<JsonNode> wanted) {
    return line -> {
      var event = event(line);
      return event.path("type").asText().equals(type)
          && name(object(event)).startsWith("hello-")
          && wanted.test(object(event));
    };
  }

  private static boolean isReady(JsonNode pod) {
    for (var condition : pod.at("/status/conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  @ParameterizedTest
  @ValueSource(strings = {"java-client", "node-client"})
  void anExampleDoesTheSame(String name) throws Exception {
    try (var example = tree.runExample(name)) {
      var lines = example.lines().stream().map(String::strip).toList();

      assertThat(lines.getFirst()).matches("server v1\\.36\\S*, services:");
      assertThat(lines)
          .containsSubsequence(SERVICES)
          .anyMatch(line -> line.startsWith("applied the Deployment"))
          .anyMatch(line -> line.matches("\\S+ " + name + "-.*"))
          .containsSubsequence(
              "its log:", "line 1", "line 2", "line 3", "uname in it:", "exit code 0")
          .endsWith("deleted the Deployment");
      assertThat(lines.get(lines.indexOf("uname in it:") + 1)).matches(UNAME);
    }
  }
}
