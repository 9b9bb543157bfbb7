package dev.quarterdeck.machinery.validation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpRulesTest {

  private static String[] one(String message) {
    return message == null ? new String[0] : new String[] {message};
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "10.0.0.1||",
        "::1||",
        "2001:db8::1||",
        "2001:DB8::1||IPv6 address \"2001:DB8::1\" should be in RFC 5952 canonical format"
            + " (\"2001:db8::1\")",
        "2001:db8:0:0::1||IPv6 address \"2001:db8:0:0::1\" should be in RFC 5952 canonical format"
            + " (\"2001:db8::1\")",
        "010.0.0.1|must not have leading 0s|non-standard IP address \"010.0.0.1\" is invalid: use"
            + " \"10.0.0.1\"",
        "::ffff:10.0.0.1|must not be an IPv4-mapped IPv6 address|non-standard IP address"
            + " \"::ffff:10.0.0.1\" is invalid: use \"10.0.0.1\"",
        "10.0.0|" + IpRules.NOT_AN_IP + "|",
        "10.0.0.256|" + IpRules.NOT_AN_IP + "|",
        "fe80::1%eth0|" + IpRules.NOT_AN_IP + "|",
        "1::2::3|" + IpRules.NOT_AN_IP + "|",
        "``|" + IpRules.NOT_AN_IP + "|",
      })
  void anAddress(String text, String problem, String advice) {
    assertThat(IpRules.ip(text)).containsExactly(one(problem));
    assertThat(IpRules.adviceOnIp(text)).containsExactly(one(advice));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "10.0.0.0/8||",
        "0.0.0.0/0||",
        "::/0||",
        "10.0.0.1/32||",
        "fd00::/8||",
        "FD00::/8||IPv6 CIDR value \"FD00::/8\" should be in RFC 5952 canonical format"
            + " (\"fd00::/8\")",
        "10.1.2.3/8|must not have bits set beyond the prefix length|CIDR value \"10.1.2.3/8\" is"
            + " ambiguous in this context (should be \"10.0.0.0/8\" or \"10.1.2.3/32\"?)",
        "fd00::1/8|must not have bits set beyond the prefix length|CIDR value \"fd00::1/8\" is"
            + " ambiguous in this context (should be \"fd00::/8\" or \"fd00::1/128\"?)",
        "010.0.0.0/8|must not have leading 0s in IP or prefix length|non-standard CIDR value"
            + " \"010.0.0.0/8\" is invalid: use \"10.0.0.0/8\"",
        "10.0.0.0/08|must not have leading 0s in IP or prefix length|non-standard CIDR value"
            + " \"10.0.0.0/08\" is invalid: use \"10.0.0.0/8\"",
        "::ffff:10.0.0.0/104|must not have an IPv4-mapped IPv6 address|non-standard CIDR value"
            + " \"::ffff:10.0.0.0/104\" is invalid: use \"10.0.0.0/8\"",
        "10.0.0.0/33|" + IpRules.NOT_A_CIDR + "|",
        "10.0.0.0|" + IpRules.NOT_A_CIDR + "|",
        "10.0.0.0/-1|" + IpRules.NOT_A_CIDR + "|",
      })
  void aBlock(String text, String problem, String advice) {
    assertThat(IpRules.cidr(text)).containsExactly(one(problem));
    assertThat(IpRules.adviceOnCidr(text)).containsExactly(one(advice));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.0/8|",
        "fd00::/8|",
        "FD00::/8|must be in canonical form (\"fd00::/8\")",
        "fd00:0:0::/8|must be in canonical form (\"fd00::/8\")",
      })
  void aBlockInOneSpelling(String text, String problem) {
    assertThat(IpRules.canonicalCidr(text)).containsExactly(one(problem));
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.0.0/16, 10.0.0.0/8, true",
    "10.0.0.0/8, 10.0.0.0/8, false",
    "10.0.0.0/8, 10.0.0.0/16, false",
    "11.0.0.0/16, 10.0.0.0/8, false",
    "fd00::/16, fd00::/8, true",
    "10.0.0.0/16, ::/0, false",
  })
  void aPartOfABlock(String inner, String outer, boolean within) {
    assertThat(IpRules.isWithin(inner, outer)).isEqualTo(within);
  }
}
