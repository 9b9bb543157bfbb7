package dev.quarterdeck.agent.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.cri.CriConnection;
import dev.quarterdeck.cri.CriDeadlines;
import dev.quarterdeck.cri.sim.SimOptions;
import dev.quarterdeck.cri.sim.SimulatedCri;
import dev.quarterdeck.model.time.SteppedTime;
import dev.quarterdeck.proto.cri.v1.AuthConfig;
import dev.quarterdeck.proto.cri.v1.ContainerConfig;
import dev.quarterdeck.proto.cri.v1.ImageSpec;
import dev.quarterdeck.proto.cri.v1.PodSandboxConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRotationTest {

  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

  @TempDir Path folder;

  @Test
  void longLogsArePutAsideAndTheOldestGo() throws Exception {
    var image = ImageSpec.newBuilder().setImage("example.org/a:1").build();
    try (var sim = SimulatedCri.start(folder.resolve("s"), options());
        var cri = CriConnection.to(sim.endpoint(), CriDeadlines.DEFAULT, meters())) {
      cri.images().pullImage(image, AuthConfig.getDefaultInstance());
      var sandbox = PodSandboxConfig.getDefaultInstance();
      var config = ContainerConfig.newBuilder().setImage(image).build();
      var id =
          cri.runtime().createContainer(cri.runtime().runPodSandbox(sandbox, ""), config, sandbox);
      cri.runtime().startContainer(id);
      var log = Files.writeString(folder.resolve("0.log"), "long enough");
      Files.writeString(folder.resolve("0.log.20260101-000000"), "oldest");
      Files.writeString(folder.resolve("0.log.20260201-000000"), "older");
      Files.writeString(folder.resolve("1.log"), "another container's");
      var logs = List.of(new LogRotation.Log(id, log));
      new LogRotation(cri.runtime(), () -> logs, 5, 3, new SteppedTime(NOW)).rotateAll();
      assertThat(names())
          .containsExactly("0.log.20260201-000000", "0.log.20260501-120000", "1.log");
    }
  }

  @Test
  void aLogTheRuntimeCannotReopenKeepsItsName() throws Exception {
    try (var sim = SimulatedCri.start(folder.resolve("s"), options());
        var cri = CriConnection.to(sim.endpoint(), CriDeadlines.DEFAULT, meters())) {
      var log = Files.writeString(folder.resolve("0.log"), "long enough");
      var logs = List.of(new LogRotation.Log("gone", log));
      new LogRotation(cri.runtime(), () -> logs, 5, 3, new SteppedTime(NOW)).rotateAll();
      assertThat(names()).containsExactly("0.log");
    }
  }

  @Test
  void deletingALogDeletesWhatWasPutAside() throws Exception {
    Files.writeString(folder.resolve("0.log"), "a");
    Files.writeString(folder.resolve("0.log.20260101-000000"), "b");
    Files.writeString(folder.resolve("10.log"), "c");
    LogRotation.delete(folder.resolve("0.log"));
    LogRotation.delete(folder.resolve("0.log"));
    assertThat(names()).containsExactly("10.log");
  }

  private static SimOptions options() {
    return SimOptions.DEFAULT.withPodCidr("10.8.0.0/24");
  }

  private static SimpleMeterRegistry meters() {
    return new SimpleMeterRegistry();
  }

  private List<String> names() throws Exception {
    try (var files = Files.list(folder)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(n -> n.contains("log"))
          .sorted()
          .toList();
    }
  }
}
