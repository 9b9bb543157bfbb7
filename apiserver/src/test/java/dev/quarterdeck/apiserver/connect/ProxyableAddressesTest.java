package dev.quarterdeck.apiserver.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.model.ApiFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyableAddressesTest {

  private static final ProxyableAddresses ADDRESSES =
      new ProxyableAddresses(
          (address, port) ->
              port == 6443
                  && (address.isLoopbackAddress() || address.getHostAddress().equals("10.0.0.1")));

  @ParameterizedTest
  @CsvSource({
    "10.244.0.5, 80, true",
    "fd00::5, 80, true",
    "10.0.0.1, 80, true",
    "10.0.0.1, 6443, false",
    "127.0.0.1, 80, false",
    "127.8.8.8, 80, false",
    "::1, 80, false",
    "::ffff:127.0.0.1, 80, false",
    "169.254.169.254, 80, false",
    "fe80::1, 80, false",
    "224.0.0.1, 80, false",
    "0.0.0.0, 80, false",
    "255.255.255.255, 80, false",
    "localhost, 80, false",
    "'', 80, false",
  })
  void aPodHasAnAddressOfItsOwn(String address, int port, boolean allowed) {
    assertThat(ADDRESSES.allowsPod(address, port)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, 10250", "localhost, 10250", "10.0.0.1, 6443", "169.254.0.1, 80"})
  void aNodeIsNotThisMachine(String host, int port) {
    assertThatThrownBy(() -> ADDRESSES.requireNode(host, port))
        .isInstanceOf(ApiFault.class)
        .hasMessage("address not allowed");
  }

  @Test
  void logsComeFromAgentsOfThisMachineButNotFromThisServer() {
    assertThatCode(() -> ADDRESSES.requireOther("127.0.0.1", 10250)).doesNotThrowAnyException();
    assertThatThrownBy(() -> ADDRESSES.requireOther("127.0.0.1", 6443))
        .isInstanceOf(ApiFault.class);
  }
}
