package dev.quarterdeck.cri;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.cri.sim.SimOptions;
import dev.quarterdeck.cri.sim.SimulatedCri;
import dev.quarterdeck.proto.cri.v1.AuthConfig;
import dev.quarterdeck.proto.cri.v1.ImageSpec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedCriTest extends CriContract {

  @TempDir static Path folder;
  private static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();
  private static SimulatedCri sim;
  private static CriConnection connection;

  @BeforeAll
  static void start() throws Exception {
    sim = SimulatedCri.start(folder.resolve("s"), SimOptions.DEFAULT.withPodCidr("10.7.0.0/24"));
    connection = CriConnection.to(sim.endpoint(), CriDeadlines.DEFAULT, METERS);
    var image = ImageSpec.newBuilder().setImage("example.org/busybox:1").build();
    connection.images().pullImage(image, AuthConfig.getDefaultInstance());
  }

  @AfterAll
  static void stop() {
    connection.close();
    sim.close();
  }

  @Override
  CriConnection connection() {
    return connection;
  }

  @Override
  String image() {
    return "example.org/busybox:1";
  }

  @Override
  String cgroupParent() {
    return "/test";
  }

  @Override
  Path logs() {
    return folder.resolve("logs");
  }

  @Test
  void verbsAreCountedUnderTheKubeletsNames() {
    connection.runtime().version();
    assertThat(
            METERS
                .get("kubelet.runtime.operations")
                .tag("operation_type", "version")
                .counter()
                .count())
        .isPositive();
    assertThat(OperationMetrics.operationType("RunPodSandbox")).isEqualTo("run_podsandbox");
    assertThat(OperationMetrics.operationType("ListContainers")).isEqualTo("list_containers");
  }
}
