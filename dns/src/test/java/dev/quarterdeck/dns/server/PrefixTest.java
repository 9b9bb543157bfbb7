package dev.quarterdeck.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,      10.255.255.255, true",
    "10.0.0.0/8,      11.0.0.0,       false",
    "10.128.0.0/14,   10.131.0.1,     true",
    "10.128.0.0/14,   10.132.0.1,     false",
    "10.1.2.3/32,     10.1.2.3,       true",
    "10.1.2.3/32,     10.1.2.2,       false",
    "0.0.0.0/0,       198.51.100.7,   true",
    "0.0.0.0/0,       ::1,            false",
    "fd00:4::/62,     fd00:4:0:3::1,  true",
    "fd00:4::/62,     fd00:4:0:4::1,  false",
    "::/0,            10.0.0.1,       false"
  })
  void holdsAddressesThatBeginLikeIt(String cidr, String address, boolean holds) {
    assertThat(Prefix.of(cidr).contains(InetAddress.ofLiteral(address))).isEqualTo(holds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "web/8", "/8"})
  void isAnAddressAndBits(String text) {
    assertThatThrownBy(() -> Prefix.of(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
