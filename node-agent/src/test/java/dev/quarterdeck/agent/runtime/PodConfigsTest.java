package dev.quarterdeck.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.plan.Facts;
import dev.quarterdeck.agent.runtime.PodConfigs.Prepared;
import dev.quarterdeck.proto.cri.v1.ContainerConfig;
import dev.quarterdeck.proto.cri.v1.NamespaceMode;
import dev.quarterdeck.proto.cri.v1.NamespaceOption;
import dev.quarterdeck.proto.cri.v1.SecurityProfile.ProfileType;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodDNSConfigOption;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodConfigsTest {

  private static final long NODE_MEMORY = 1L << 30;
  @TempDir static Path folder;

  private static NodeSettings settings(List<String> dns) throws Exception {
    var resolv = folder.resolve("resolv.conf");
    Files.writeString(resolv, "# host\nnameserver 192.0.2.53\nsearch example.org\noptions edns0\n");
    return new NodeSettings(
        Path.of("/var/log/pods"), "/lab", dns, "cluster.local", resolv, NODE_MEMORY);
  }

  private static ContainerConfig container(Pod pod) throws Exception {
    return container(pod, "");
  }

  private static ContainerConfig container(Pod pod, String target) throws Exception {
    var spec = pod.getSpec().getContainers().getFirst();
    var prepared =
        new Prepared(
            spec,
            target,
            2,
            1,
            "sha256:1",
            null,
            List.of("run"),
            List.of(),
            Map.of("A", "b"),
            List.of());
    return new PodConfigs(settings(List.of())).container(pod, prepared);
  }

  @Test
  void sandboxIsNamedLoggedAndPlacedAsByTheKubelet() throws Exception {
    var config = new PodConfigs(settings(List.of())).sandbox(Facts.pod().build(), 3);
    assertThat(config.getMetadata().getAttempt()).isEqualTo(3);
    assertThat(config.getHostname()).isEqualTo("p");
    assertThat(config.getLogDirectory()).isEqualTo("/var/log/pods/default_p_uid-1");
    assertThat(config.getLabelsMap())
        .containsEntry("io.kubernetes.pod.uid", "uid-1")
        .containsEntry("io.kubernetes.pod.namespace", "default");
    assertThat(config.getLinux().getCgroupParent()).isEqualTo("/lab/kubepods/besteffort/poduid-1");
    assertThat(config.hasDnsConfig()).isFalse();
    var namespaces = config.getLinux().getSecurityContext().getNamespaceOptions();
    assertThat(namespaces.getPid()).isEqualTo(NamespaceMode.CONTAINER);
    assertThat(namespaces.getNetwork()).isEqualTo(NamespaceMode.POD);
  }

  @Test
  void aTargetsProcessesAreSharedUnlessThePodsAllAre() throws Exception {
    var own = Facts.pod().build();
    var shared = Facts.pod().editSpec().withShareProcessNamespace(true).endSpec().build();
    assertThat(namespaces(container(own, "web-id")).getPid()).isEqualTo(NamespaceMode.TARGET);
    assertThat(namespaces(container(own, "web-id")).getTargetId()).isEqualTo("web-id");
    assertThat(namespaces(container(shared, "web-id")).getPid()).isEqualTo(NamespaceMode.POD);
  }

  private static NamespaceOption namespaces(ContainerConfig config) {
    return config.getLinux().getSecurityContext().getNamespaceOptions();
  }

  @Test
  void hostNetworkHasNoHostname() throws Exception {
    var pod = Facts.pod().editSpec().withHostNetwork(true).endSpec().build();
    var config = new PodConfigs(settings(List.of())).sandbox(pod, 0);
    assertThat(config.getHostname()).isEmpty();
    assertThat(config.getLinux().getSecurityContext().getNamespaceOptions().getNetwork())
        .isEqualTo(NamespaceMode.NODE);
  }

  @Test
  void clusterDnsComesFirstAndSearchesTheNamespace() throws Exception {
    var dns =
        new PodConfigs(settings(List.of("10.96.0.10")))
            .sandbox(Facts.pod().build(), 0)
            .getDnsConfig();
    assertThat(dns.getServersList()).containsExactly("10.96.0.10");
    assertThat(dns.getSearchesList())
        .containsExactly(
            "default.svc.cluster.local", "svc.cluster.local", "cluster.local", "example.org");
    assertThat(dns.getOptionsList()).containsExactly("ndots:5");
  }

  @Test
  void ownDnsConfigIsMerged() throws Exception {
    var pod =
        Facts.pod()
            .editSpec()
            .withDnsPolicy("Default")
            .withNewDnsConfig()
            .withNameservers("198.51.100.1")
            .withOptions(new PodDNSConfigOption("ndots", "2"))
            .endDnsConfig()
            .endSpec()
            .build();
    var dns = new PodConfigs(settings(List.of())).sandbox(pod, 0).getDnsConfig();
    assertThat(dns.getServersList()).containsExactly("192.0.2.53", "198.51.100.1");
    assertThat(dns.getOptionsList()).containsExactly("edns0", "ndots:2");
  }

  @Test
  void containerCarriesWhatARestartedAgentNeeds() throws Exception {
    var config = container(Facts.pod().build());
    assertThat(config.getMetadata().getAttempt()).isEqualTo(2);
    assertThat(config.getLogPath()).isEqualTo("web/2.log");
    assertThat(config.getAnnotationsMap())
        .containsEntry("io.kubernetes.container.restartCount", "2")
        .containsEntry("dev.quarterdeck.container.backoffStep", "1")
        .containsKey("io.kubernetes.container.hash");
    assertThat(config.getEnvsList()).extracting(e -> e.getKey()).containsExactly("A");
    assertThat(config.getLinux().getSecurityContext().getSeccomp().getProfileType())
        .isEqualTo(ProfileType.Unconfined);
  }

  @Test
  void limitsBecomeSharesQuotaAndBytes() throws Exception {
    var pod =
        Facts.pod()
            .editSpec()
            .editFirstContainer()
            .withNewResources()
            .withRequests(Map.of("cpu", new Quantity("250m"), "memory", new Quantity("512Mi")))
            .withLimits(Map.of("cpu", new Quantity("1500m"), "memory", new Quantity("600Mi")))
            .endResources()
            .endContainer()
            .endSpec()
            .build();
    var resources = container(pod).getLinux().getResources();
    assertThat(resources.getCpuShares()).isEqualTo(256);
    assertThat(resources.getCpuPeriod()).isEqualTo(100_000);
    assertThat(resources.getCpuQuota()).isEqualTo(150_000);
    assertThat(resources.getMemoryLimitInBytes()).isEqualTo(600L << 20);
    // Burstable: the half of the node's memory that is asked for makes half of the score.
    assertThat(resources.getOomScoreAdj()).isEqualTo(500);
  }

  @Test
  void securityContextsOfContainersWin() throws Exception {
    var pod =
        Facts.pod()
            .editSpec()
            .withNewSecurityContext()
            .withRunAsUser(1000L)
            .withFsGroup(2000L)
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .endSecurityContext()
            .editFirstContainer()
            .withNewSecurityContext()
            .withRunAsUser(1001L)
            .withReadOnlyRootFilesystem(true)
            .withAllowPrivilegeEscalation(false)
            .withNewCapabilities()
            .addToDrop("ALL")
            .addToAdd("NET_BIND_SERVICE")
            .endCapabilities()
            .endSecurityContext()
            .endContainer()
            .endSpec()
            .build();
    var security = container(pod).getLinux().getSecurityContext();
    assertThat(security.getRunAsUser().getValue()).isEqualTo(1001);
    assertThat(security.getSupplementalGroupsList()).containsExactly(2000L);
    assertThat(security.getReadonlyRootfs()).isTrue();
    assertThat(security.getNoNewPrivs()).isTrue();
    assertThat(security.getCapabilities().getDropCapabilitiesList()).containsExactly("ALL");
    assertThat(security.getSeccomp().getProfileType()).isEqualTo(ProfileType.RuntimeDefault);
  }

  @Test
  void rootImagesAreRefusedWherePodsMustNotRunAsRoot() {
    var pod =
        Facts.pod()
            .editSpec()
            .withNewSecurityContext()
            .withRunAsNonRoot(true)
            .endSecurityContext()
            .endSpec()
            .build();
    var spec = pod.getSpec().getContainers().getFirst();
    assertThat(PodConfigs.refusal(pod, spec, null, "")).contains("image will run as root");
    assertThat(PodConfigs.refusal(pod, spec, 0L, "")).contains("image will run as root");
    assertThat(PodConfigs.refusal(pod, spec, null, "app")).contains("non-numeric user (app)");
    assertThat(PodConfigs.refusal(pod, spec, 1000L, "")).isNull();
    assertThat(PodConfigs.refusal(Facts.pod().build(), spec, null, "")).isNull();
  }
}
