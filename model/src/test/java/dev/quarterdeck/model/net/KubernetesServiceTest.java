package dev.quarterdeck.model.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesServiceTest {

  @ParameterizedTest
  @CsvSource({
    "10.96.0.0/12, 10.96.0.1",
    "10.96.0.0/16, 10.96.0.1",
    "10.96.0.128/25, 10.96.0.129",
    "10.96.0.200/25, 10.96.0.129",
    "10.96.3.4/16, 10.96.0.1",
    "10.0.0.248/30, 10.0.0.249",
    "10.255.255.0/24, 10.255.255.1",
    "fd00:10:96::/112, fd00:10:96::1",
    "fd00:10:96::ff00/120, fd00:10:96::ff01"
  })
  void itHasTheSecondAddressOfTheBlock(String block, String address) {
    assertThat(KubernetesService.address(Cidr.parse(block))).hasToString(address);
  }
}
