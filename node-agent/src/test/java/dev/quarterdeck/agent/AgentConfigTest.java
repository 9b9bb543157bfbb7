package dev.quarterdeck.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.net.Cidr;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource({
    "--cluster-dns=10.96.0.10, true",
    "--cluster-dns=10.96.0.10 --cluster-dns-provider=agent, true",
    "--cluster-dns=10.96.0.10 --cluster-dns-provider=deployed, false",
    "--cluster-dns=10.96.0.10 --simulated, false",
    "--cluster-domain=example.org, false"
  })
  void answersDnsAtTheClustersAddressUnlessOthersDo(String options, boolean answers)
      throws Exception {
    var arguments =
        new ArrayList<>(List.of("--kubeconfig=/k", "--node-name=n1", "--node-ip=192.0.2.1"));
    arguments.addAll(List.of(options.split(" ")));
    var config = AgentConfig.parse(arguments.toArray(String[]::new));
    assertThat(config.answersDns()).isEqualTo(answers);
    assertThat(config.node().labels().containsKey("quarterdeck.dev/cluster-dns"))
        .isEqualTo(answers);
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
  }

  @ParameterizedTest
  @CsvSource({
    "--lease-renewal=soon, '--lease-renewal=soon: time: invalid duration \"soon\"'",
    "--relist-period=-1s, --relist-period=-1s: must not be negative",
    "--node-ip=localhost, --node-ip: localhost is not an IP address",
    "--cluster-dns=10.96.0.0/16, --cluster-dns: 10.96.0.0/16 is not an IP address",
    "--cluster-cidr=10.244.0.0, --cluster-cidr=10.244.0.0: not a CIDR such as 10.244.0.0/16",
  })
  void namesTheOptionAtFault(String option, String message) {
    assertThatThrownBy(
            () -> AgentConfig.parse("--kubeconfig=/k", "--node-name=n", "--node-ip=::1", option))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void theConfigurationIsShownAsAKubelets() throws Exception {
    var config =
        AgentConfig.parse(
            "--kubeconfig=/k",
            "--node-name=n",
            "--node-ip=192.0.2.1",
            "--tls-cert-file=/c",
            "--tls-private-key-file=/p",
            "--client-ca-file=/ca",
            "--node-status-update-frequency=10s",
            "--node-status-report-frequency=5m",
            "--register-with-taints=k=v:NoSchedule",
            "--allowed-unsafe-sysctls=net.core.*",
            "--cluster-dns=10.96.0.10");
    var kubelet = Json.parseObject(ConfigPage.of(config)).path("kubeletconfig");
    assertThat(kubelet.path("kind").asText()).isEqualTo("KubeletConfiguration");
    assertThat(kubelet.path("apiVersion").asText()).isEqualTo("kubelet.config.k8s.io/v1beta1");
    assertThat(kubelet.at("/authentication/x509/clientCAFile").asText()).isEqualTo("/ca");
    assertThat(kubelet.path("nodeStatusReportFrequency").asText()).isEqualTo("5m0s");
    assertThat(kubelet.path("nodeLeaseDurationSeconds").asInt()).isEqualTo(40);
    assertThat(kubelet.at("/registerWithTaints/0/effect").asText()).isEqualTo("NoSchedule");
    assertThat(kubelet.at("/allowedUnsafeSysctls/0").asText()).isEqualTo("net.core.*");
    assertThat(kubelet.at("/clusterDNS/0").asText()).isEqualTo("10.96.0.10");
  }

  @Test
  void addressesAreKeptInTheirCanonicalForm() throws Exception {
    var config =
        AgentConfig.parse(
            "--kubeconfig=/k",
            "--node-name=n",
            "--node-ip=2001:DB8:0::1",
            "--cluster-cidr=10.244.7.1/16");
    assertThat(config.node().addresses()).containsExactly("2001:db8::1");
    assertThat(config.clusterCidr()).contains(Cidr.parse("10.244.0.0/16"));
  }
}
