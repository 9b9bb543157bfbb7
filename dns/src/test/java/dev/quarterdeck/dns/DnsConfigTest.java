package dev.quarterdeck.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;

class DnsConfigTest {

  private static InetSocketAddress server(String address) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), 53);
  }

  @Test
  void aDomainMayHaveSeveralServers() {
    var stubs =
        DnsConfig.stubs(
            List.of("corp.example=10.0.0.53", "lab.=fd00::1", "corp.example=10.0.0.54"));
    assertThat(stubs)
        .containsEntry(
            Name.fromConstantString("corp.example."),
            List.of(server("10.0.0.53"), server("10.0.0.54")))
        .containsEntry(Name.fromConstantString("lab."), List.of(server("fd00::1")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"corp.example", "=10.0.0.53", "corp=", "corp=ns.example", "a..b=10.0.0.1"})
  void namesWhatIsNoStubDomain(String text) {
    assertThatThrownBy(() -> DnsConfig.stubs(List.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }
}
