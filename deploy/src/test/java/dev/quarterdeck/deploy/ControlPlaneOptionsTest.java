package dev.quarterdeck.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ControlPlaneOptionsTest {

  private static ControlPlaneOptions parse(String... arguments) {
    var options = new ControlPlaneOptions();
    new CommandLine(options).parseArgs(arguments);
    return options;
  }

  @ParameterizedTest
  @CsvSource({
    "10.96.0.0/16, 10.96.0.1",
    "10.96.0.128/25, 10.96.0.129",
    "fd00:10:96::/112, fd00:10:96::1"
  })
  void theCertificateNamesTheAddressOfTheServiceKubernetes(String block, String address) {
    assertThat(parse("--service-cidr=" + block).serverNames()).contains(address);
  }

  @Test
  void aServiceBlockThatIsNoneIsRefusedByName() {
    assertThatThrownBy(() -> parse("--service-cidr=10.96.0.0"))
        .isInstanceOf(CommandLine.ParameterException.class)
        .hasMessageContaining("--service-cidr")
        .hasMessageContaining("write it like 10.96.0.0/16, not 10.96.0.0");
  }

  @Test
  void allAdmissionPluginsAreAskedUnlessToldOtherwise() {
    assertThat(parse().disabledAdmission).isEmpty();
    assertThat(parse("--disable-admission-plugins=ServiceAccount,Priority").disabledAdmission)
        .containsExactlyInAnyOrder("ServiceAccount", "Priority");
  }

  @Test
  void allControllersRunUnlessToldOtherwise() {
    assertThat(parse().controllers).containsExactly("*");
    assertThat(parse("--controllers=*,-podgc,-node-ipam-controller").controllers)
        .containsExactly("*", "-podgc", "-node-ipam-controller");
  }

  @Test
  void aNameThatIsNoControllersIsRefusedInOneLine() {
    assertThatThrownBy(() -> parse("--controllers=*,-foo"))
        .isInstanceOf(CommandLine.ParameterException.class)
        .hasMessageContaining("'--controllers'")
        .hasMessageContaining("\"foo\" is not in the list of known controllers: ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void theMachinesNetworkIsLeftAloneUnlessBothTablesAreNamed() {
    assertThat(parse().machineNetwork).isNull();
    var network = parse("--machine-route-table=11300", "--machine-nft-table=services");
    assertThat(network.machineNetwork.routes().routeTable()).isEqualTo("11300");
    assertThat(network.machineNetwork.services(network.podCidr).table()).isEqualTo("services");
    assertThatThrownBy(() -> parse("--machine-route-table=11300"))
        .isInstanceOf(CommandLine.ParameterException.class)
        .hasMessageContaining("--machine-nft-table");
  }
}
