package dev.quarterdeck.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.quarterdeck.e2e.clients.OneHostLab.Kubeconfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kubernetes' own JavaScript client, in Node.js; the script prints a line for each thing it tries.
 */
@ExtendWith(OneHostLab.class)
class NodeClientTest {

  private static final String NAME = "node";
  private static final long MINUTES = 5;
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  private record Tried(String name, String error) {}

  @TestFactory
  Stream<DynamicTest> everyKindIsDrivenAndACommandRuns(Kubeconfig kubeconfig) throws Exception {
    for (var file : List.of("package.json", "package-lock.json", "clients.mjs")) {
      Files.copy(Manifests.open("node/" + file), folder.resolve(file));
    }
    run(List.of("npm", "ci", "--silent", "--no-audit", "--no-fund"), "");
    var kinds = KindCase.all(NAME, 4);
    var lines = run(List.of("node", "clients.mjs", kubeconfig.file().toString()), task(kinds));
    var tried = new ArrayList<Tried>();
    for (var line : lines.lines().toList()) {
      tried.add(JSON.readValue(line, Tried.class));
    }
    assertThat(tried).as("what the script tried").hasSizeGreaterThan(kinds.size());
    return tried.stream()
        .map(one -> DynamicTest.dynamicTest(one.name(), () -> assertThat(one.error()).isEmpty()));
  }

  private static String task(List<KindCase> kinds) throws IOException {
    var task = JSON.createObjectNode();
    task.put("namespace", KindCase.namespace(NAME)).put("label", KindCase.LABEL + "=" + NAME);
    task.set("pod", new YAMLMapper().readTree(Manifests.text("shell.yaml")));
    var rows = task.putArray("kinds");
    for (var kind : kinds) {
      var row = rows.addObject().put("path", kind.path());
      row.set("object", kind.object());
      row.set("change", kind.change());
    }
    return task.toString();
  }

  private String run(List<String> words, String input) throws Exception {
    var out = folder.resolve("out");
    var errors = folder.resolve("errors");
    var stdin = Files.writeString(folder.resolve("in"), input);
    var process =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectInput(stdin.toFile())
            .redirectOutput(out.toFile())
            .redirectError(errors.toFile())
            .start();
    var ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended && process.exitValue() == 0)
        .as("%s said: %s", words, Files.readString(errors))
        .isTrue();
    return Files.readString(out);
  }
}
