package dev.quarterdeck.model.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.0.0.0",
    "10.9.8.7, 10.9.8.7",
    "255.255.255.255, 255.255.255.255",
    "::, ::",
    "::1, ::1",
    "2001:db8::ffff, 2001:db8::ffff",
    "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
    "2001:0db8:0001:0000:0000:0ab9:C0A8:0102, 2001:db8:1::ab9:c0a8:102",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "1:0:0:2:0:0:0:3, 1:0:0:2::3",
    "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
    "::ffff:10.0.0.1, ::ffff:10.0.0.1",
    "::ffff:a00:1, ::ffff:10.0.0.1",
    "64:ff9b::1.2.3.4, 64:ff9b::102:304",
  })
  void isReadAndWrittenInItsCanonicalForm(String text, String canonical) {
    var address = IpAddress.parse(text);
    assertThat(address).hasToString(canonical);
    assertThat(IpAddress.parse(canonical)).isEqualTo(address).hasSameHashCodeAs(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3",
        "1.2.3.4.5",
        "01.2.3.4",
        "1.2.3.256",
        "1.2.3.4 ",
        " 1.2.3.4",
        "0x1.2.3.4",
        "1.2.3.-4",
        "１.2.3.4",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "00001::",
        "g::",
        "fe80::1%eth0",
        "[::1]",
        "::ffff:1.2.3",
        "localhost",
        "10.0.0.1/8",
        "1111:2222:3333:4444:5555:6666:7777:88888888888",
      })
  void whatIsNoAddressIsRefused(String text) {
    assertThat(IpAddress.find(text)).isEmpty();
    assertThatThrownBy(() -> IpAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not an IP address: ");
  }

  @Test
  void familiesDiffer() {
    assertThat(IpAddress.parse("10.0.0.1").isIpv4()).isTrue();
    assertThat(IpAddress.parse("::a00:1").isIpv4()).isFalse();
    assertThat(IpAddress.parse("::ffff:10.0.0.1").isIpv4()).isFalse();
    assertThat(IpAddress.parse("::ffff:10.0.0.1").isIpv4Mapped()).isTrue();
    assertThat(IpAddress.parse("::fffe:10.0.0.1").isIpv4Mapped()).isFalse();
    assertThat(IpAddress.parse("::ffff:10.0.0.1")).isNotEqualTo(IpAddress.parse("10.0.0.1"));
  }

  @Test
  void addressesAreNumbersInOrder() {
    assertThat(IpAddress.parse("10.0.0.255").plus(1)).hasToString("10.0.1.0");
    assertThat(IpAddress.parse("fd00::ffff").plus(1)).hasToString("fd00::1:0");
    assertThat(IpAddress.of(BigInteger.ONE, 128)).hasToString("::1");
    assertThatThrownBy(() -> IpAddress.parse("255.255.255.255").plus(1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Stream.of("::", "10.0.0.2", "200.0.0.1", "9.0.0.1").map(IpAddress::parse).sorted())
        .extracting(IpAddress::toString)
        .containsExactly("9.0.0.1", "10.0.0.2", "200.0.0.1", "::");
  }
}
