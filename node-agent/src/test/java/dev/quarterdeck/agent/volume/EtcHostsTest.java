package dev.quarterdeck.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class EtcHostsTest {

  private static PodBuilder pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withName("web-1")
        .withNamespace("shop")
        .endMetadata()
        .withNewSpec()
        .endSpec();
  }

  @Test
  void namesThePodAndItsAliases() {
    var pod =
        pod()
            .editSpec()
            .withHostAliases(new HostAlias(List.of("foo", "foo.local"), "1.2.3.4"))
            .endSpec()
            .build();
    assertThat(EtcHosts.of(pod, List.of("10.0.0.1", "fd00::1"), "", "cluster.local"))
        .startsWith("# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n")
        .contains("\n10.0.0.1\tweb-1\nfd00::1\tweb-1\n")
        .endsWith("\n\n# Entries added by HostAliases.\n1.2.3.4\tfoo\tfoo.local\n");
  }

  @Test
  void aSubdomainMakesAFullName() {
    var pod = pod().editSpec().withHostname("h").withSubdomain("sub").endSpec().build();
    assertThat(EtcHosts.of(pod, List.of("10.0.0.1"), "", "cluster.local"))
        .endsWith("\n10.0.0.1\th.sub.shop.svc.cluster.local\th\n");
  }

  @Test
  void onTheHostsNetworkTheHostsFileIsInherited() {
    var pod = pod().editSpec().withHostNetwork(true).endSpec().build();
    assertThat(EtcHosts.of(pod, List.of("192.168.0.1"), "127.0.0.1 me\n", "cluster.local"))
        .isEqualTo("# Kubernetes-managed hosts file (host network).\n127.0.0.1 me\n");
  }

  @Test
  void mountPointsAreReadDeepestFirst() {
    var info =
        """
        22 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw
        30 22 0:25 / /r/pods/u/a rw - tmpfs tmpfs rw
        31 30 0:26 / /r/pods/u/a/b\\040c rw - tmpfs tmpfs rw
        32 22 0:26 / /r/pods/uu rw - tmpfs tmpfs rw
        """;
    assertThat(MountTable.below(info, Path.of("/r/pods/u")))
        .containsExactly(Path.of("/r/pods/u/a/b c"), Path.of("/r/pods/u/a"));
  }
}
