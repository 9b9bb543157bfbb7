package dev.quarterdeck.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.cri.fixture.ContainerdFixture;
import dev.quarterdeck.cri.fixture.TestImages;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("containerd")
class ContainerdCriTest extends CriContract {

  private static ContainerdFixture containerd;
  private static CriConnection connection;

  @BeforeAll
  static void start() throws Exception {
    containerd = ContainerdFixture.start();
    connection =
        CriConnection.to(containerd.endpoint(), CriDeadlines.DEFAULT, new SimpleMeterRegistry());
  }

  @AfterAll
  static void stop() throws Exception {
    connection.close();
    containerd.close();
  }

  @Override
  CriConnection connection() {
    return connection;
  }

  @Override
  String image() {
    return TestImages.BUSYBOX;
  }

  @Override
  String cgroupParent() {
    return containerd.cgroupParent();
  }

  @Override
  Path logs() {
    return containerd.folder().resolve("logs");
  }

  @Test
  void sameConnectionServesAfterTheRuntimeCameBack() throws Exception {
    containerd.killContainerd();
    assertThatThrownBy(() -> connection.runtime().version())
        .isInstanceOf(CriFault.Unavailable.class);
    containerd.startContainerd();
    assertThat(connection.runtime().version().getRuntimeName()).isEqualTo("containerd");
  }
}
