package dev.quarterdeck.agent.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.agent.plan.PodState.Stop;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SysctlAllowlistTest {

  private static Pod pod(String host, String sysctl) {
    return Facts.pod()
        .editSpec()
        .withHostNetwork("net".equals(host))
        .withHostIPC("ipc".equals(host))
        .withNewSecurityContext()
        .addNewSysctl(sysctl, "1")
        .endSecurityContext()
        .endSpec()
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    // kernel, allowed beside, host namespace, sysctl, what is wrong
    "6.1.0-18-amd64, , , kernel.shm_rmid_forced, ",
    "6.1.0-18-amd64, , , net.ipv4.tcp_syncookies, ",
    "6.1.0-18-amd64, , , net.ipv4.tcp_rmem, ",
    "6.1.0-18-amd64, , , net/ipv4/tcp_rmem, ",
    "4.14.0, , , net.ipv4.tcp_rmem, '\"net.ipv4.tcp_rmem\" not allowlisted'",
    "4.4.0, , , net.ipv4.tcp_keepalive_time, '\"net.ipv4.tcp_keepalive_time\" not allowlisted'",
    "4.5.0, , , net.ipv4.tcp_keepalive_time, ",
    "unknown, , , net.ipv4.ip_local_port_range, ",
    "6.1.0, , , net.core.somaxconn, '\"net.core.somaxconn\" not allowlisted'",
    "6.1.0, , , kernel.nope, '\"kernel.nope\" not allowlisted'",
    "6.1.0, net.core.somaxconn, , net.core.somaxconn, ",
    "6.1.0, net.core.*, , net.core.somaxconn, ",
    "6.1.0, net.core.*, , net.corex, '\"net.corex\" not allowlisted'",
    "6.1.0, kernel.shm*, , kernel.shmmax, ",
    "6.1.0, , net, net.ipv4.tcp_syncookies, "
        + "'\"net.ipv4.tcp_syncookies\" not allowed with host Net enabled'",
    "6.1.0, , ipc, net.ipv4.tcp_syncookies, ",
    "6.1.0, , ipc, kernel.shm_rmid_forced, "
        + "'\"kernel.shm_rmid_forced\" not allowed with host IPC enabled'",
    "6.1.0, fs.mqueue.*, ipc, fs.mqueue.msg_max, "
        + "'\"fs.mqueue.msg_max\" not allowed with host IPC enabled'",
  })
  void whatIsNeitherSafeNorAllowedIsForbidden(
      String kernel, String unsafe, String host, String sysctl, String problem) {
    var allowlist = SysctlAllowlist.of(kernel, unsafe == null ? List.of() : List.of(unsafe));
    var rejection = allowlist.rejection(pod(host, sysctl));
    if (problem == null) {
      assertThat(rejection).isEmpty();
    } else {
      assertThat(rejection)
          .contains(Stop.rejection("SysctlForbidden", "forbidden sysctl: " + problem));
    }
  }

  @Test
  void aPodWithoutSysctlsIsFine() {
    assertThat(SysctlAllowlist.of("6.1", List.of()).rejection(Facts.pod().build())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "net.Core, 'sysctl \"net.Core\" must have at most 253 characters and match regex'",
    "net.*.core, 'sysctl \"net.*.core\" must have at most 253 characters and match regex'",
    "vm.swappiness, 'the sysctls \"vm.swappiness\" are not known to be namespaced'",
    "*, 'the sysctls \"\" are not known to be namespaced'",
  })
  void whatCannotBeAllowedIsNamed(String unsafe, String message) {
    assertThatThrownBy(() -> SysctlAllowlist.of("6.1", List.of(unsafe)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource({
    "net.ipv4.conf.eno2/100.rp_filter, net.ipv4.conf.eno2/100.rp_filter",
    "net/ipv4/conf/eno2.100/rp_filter, net.ipv4.conf.eno2/100.rp_filter",
    "kernel, kernel",
  })
  void namesAreWrittenWithDots(String name, String dotted) {
    assertThat(SysctlAllowlist.dotted(name)).isEqualTo(dotted);
  }
}
