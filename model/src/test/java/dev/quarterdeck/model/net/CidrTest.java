package dev.quarterdeck.model.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3/8, 10.0.0.0, 10.255.255.255, 16777216",
    "10.244.1.0/24, 10.244.1.0, 10.244.1.255, 256",
    "10.0.0.5/32, 10.0.0.5, 10.0.0.5, 1",
    "0.0.0.0/0, 0.0.0.0, 255.255.255.255, 4294967296",
    "fd00::1/64, fd00::, fd00::ffff:ffff:ffff:ffff, 18446744073709551616",
    "::/0, ::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 340282366920938463463374607431768211456",
  })
  void hasAFirstAndALastAddress(String text, String first, String last, BigInteger size) {
    var cidr = Cidr.parse(text);
    assertThat(cidr).hasToString(text);
    assertThat(cidr.first()).hasToString(first);
    assertThat(cidr.last()).hasToString(last);
    assertThat(cidr.size()).isEqualTo(size);
    assertThat(cidr.masked()).hasToString(first + "/" + cidr.prefixLength());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "10.0.0.0",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/08",
        "10.0.0.0/+8",
        "10.0.0.0/-1",
        "10.0.0/8",
        "fd00::/129",
        "fd00::/64/64",
        "fe80::%eth0/64",
        "10.0.0.0/8 ",
        "10.0.0.0/1000"
      })
  void whatIsNoBlockIsRefused(String text) {
    assertThat(Cidr.find(text)).isEmpty();
    assertThatThrownBy(() -> Cidr.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a CIDR such as ");
  }

  @ParameterizedTest
  @CsvSource({
    "10.244.0.0/16, 10.244.255.255, true",
    "10.244.0.0/16, 10.245.0.0, false",
    "10.244.0.0/16, ::ffff:10.244.0.1, false",
    "0.0.0.0/0, 1.2.3.4, true",
    "0.0.0.0/0, ::1, false",
    "fd00::/8, fdff::1, true",
    "fd00::/8, fe00::1, false",
  })
  void containsAddressesOfItsFamily(String cidr, String address, boolean contains) {
    assertThat(Cidr.parse(cidr).contains(IpAddress.parse(address))).isEqualTo(contains);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.1.0.0/16, true, true",
    "10.1.0.0/16, 10.0.0.0/8, false, true",
    "10.0.0.0/8, 10.0.0.0/8, true, true",
    "10.0.0.0/9, 10.128.0.0/9, false, false",
    "0.0.0.0/0, ::/0, false, false",
  })
  void blocksContainAndOverlap(String one, String other, boolean contains, boolean overlaps) {
    assertThat(Cidr.parse(one).contains(Cidr.parse(other))).isEqualTo(contains);
    assertThat(Cidr.parse(one).overlaps(Cidr.parse(other))).isEqualTo(overlaps);
  }

  @Test
  void isCutIntoSubnets() {
    assertThat(Cidr.parse("10.244.0.0/16").subnet(24, 0)).hasToString("10.244.0.0/24");
    assertThat(Cidr.parse("10.244.7.0/16").subnet(24, 255)).hasToString("10.244.255.0/24");
    assertThat(Cidr.parse("fd00:1::/48").subnet(64, 0x1ff)).hasToString("fd00:1:0:1ff::/64");
    assertThatThrownBy(() -> Cidr.parse("10.244.0.0/16").subnet(24, 256))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Cidr.parse("10.244.0.0/16").subnet(8, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void hasAddressesAtOffsets() {
    assertThat(Cidr.parse("10.96.0.0/16").at(10)).hasToString("10.96.0.10");
    assertThatThrownBy(() -> Cidr.parse("10.96.0.0/30").at(4))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Cidr.parse("10.96.0.0/30").at(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
