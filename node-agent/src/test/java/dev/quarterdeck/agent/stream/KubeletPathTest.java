package dev.quarterdeck.agent.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.model.ObjectKey;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeletPathTest {

  private static final ObjectKey POD = new ObjectKey("ns", "pod");

  @Test
  void parsesWhatTheKubeletServes() {
    assertThat(KubeletPath.parse("/containerLogs/ns/pod/c"))
        .contains(new KubeletPath.Logs(POD, "c"));
    assertThat(KubeletPath.parse("/exec/ns/pod/c"))
        .contains(new KubeletPath.Exec(POD, Optional.empty(), "c"));
    assertThat(KubeletPath.parse("/exec/ns/pod/uid/c"))
        .contains(new KubeletPath.Exec(POD, Optional.of("uid"), "c"));
    assertThat(KubeletPath.parse("/attach/ns/pod/a%2Db"))
        .contains(new KubeletPath.Attach(POD, Optional.empty(), "a-b"));
    assertThat(KubeletPath.parse("/portForward/ns/pod"))
        .contains(new KubeletPath.PortForward(POD, Optional.empty()));
    assertThat(KubeletPath.parse("/portForward/ns/pod/uid"))
        .contains(new KubeletPath.PortForward(POD, Optional.of("uid")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/exec",
        "/exec/ns/pod",
        "/exec/ns/pod/u/c/more",
        "/containerLogs/ns/pod",
        "/containerLogs//pod/c",
        "/portForward/ns",
        "/other/ns/pod/c",
        "/portForward/ns/pod/u/x",
      })
  void nothingElse(String path) {
    assertThat(KubeletPath.parse(path)).isEmpty();
  }
}
