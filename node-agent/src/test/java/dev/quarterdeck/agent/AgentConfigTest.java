package dev.quarterdeck.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentConfigTest {

  @Test
  void readsTheCommandLine() throws Exception {
    var config =
        AgentConfig.parse(
            "--kubeconfig=/k",
            "--node-name=n1",
            "--node-ip=192.0.2.1,2001:db8::1",
            "--lease-renewal=500ms",
            "--node-labels=a=b,c=",
            "--register-with-taints=k=v:NoSchedule,x:NoExecute",
            "--simulated");
    assertThat(config.simulated()).isTrue();
    assertThat(config.serviceProxy()).isFalse();
    assertThat(config.server()).isEmpty();
    assertThat(config.node().addresses()).containsExactly("192.0.2.1", "2001:db8::1");
    assertThat(config.node().leaseRenewal()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.node().labels()).containsEntry("a", "b").containsEntry("c", "");
    assertThat(config.node().taints().getFirst().getValue()).isEqualTo("v");
    assertThat(config.node().taints().getLast().getEffect()).isEqualTo("NoExecute");
    assertThat(config.node().port()).isEqualTo(10250);
  }

  @Test
  void theCommandLineWinsOverTheFile(@TempDir Path folder) throws Exception {
    var file = folder.resolve("agent.properties");
    Files.writeString(file, "node-name=file\nmax-pods=7\n");
    var config =
        AgentConfig.parse(
            "--config=" + file, "--kubeconfig=/k", "--node-name=line", "--node-ip=192.0.2.1");
    assertThat(config.node().name()).isEqualTo("line");
    assertThat(config.node().maxPods()).isEqualTo(7);
  }

  @Test
  void namesWhatItDoesNotUnderstand() {
    assertThatThrownBy(() -> AgentConfig.parse("--kubeconfig=/k", "--colour=red"))
        .hasMessageContaining("--colour: no such option");
    assertThatThrownBy(() -> AgentConfig.parse("run")).hasMessageContaining("begin with --");
    assertThatThrownBy(() -> AgentConfig.parse("--node-name=n1", "--node-ip=192.0.2.1"))
        .hasMessageContaining("--kubeconfig is required");
    assertThatThrownBy(
            () ->
                AgentConfig.parse(
                    "--kubeconfig=/k",
                    "--node-name=n",
                    "--node-ip=192.0.2.1",
                    "--lease-renewal=soon"))
        .hasMessageContaining("--lease-renewal=soon");
  }
}
