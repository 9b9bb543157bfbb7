package dev.quarterdeck.dns.server;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * A network: all addresses that begin with the same bits.
 *
 * @param bits how many
 */
public record Prefix(InetAddress network, int bits) {

  /**
   * @param cidr such as {@code 10.128.0.0/16}
   * @throws IllegalArgumentException when it is none
   */
  public static Prefix of(String cidr) {
    var slash = cidr.indexOf('/');
    if (slash < 0 || !cidr.substring(slash + 1).matches("\\d{1,3}")) {
      throw new IllegalArgumentException("%s is not ADDRESS/BITS".formatted(cidr));
    }
    var network = InetAddress.ofLiteral(cidr.substring(0, slash));
    var bits = Integer.parseInt(cidr.substring(slash + 1));
    if (bits > network.getAddress().length * Byte.SIZE) {
      throw new IllegalArgumentException("%s has too many bits".formatted(cidr));
    }
    return new Prefix(network, bits);
  }

  public boolean contains(InetAddress address) {
    var own = network.getAddress();
    var other = address.getAddress();
    if (own.length != other.length) {
      return false;
    }
    var whole = bits / Byte.SIZE;
    var rest = bits % Byte.SIZE;
    return Arrays.equals(own, 0, whole, other, 0, whole)
        && (rest == 0 || (own[whole] ^ other[whole]) >> Byte.SIZE - rest == 0);
  }
}
