package dev.quarterdeck.cli.lab;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A range of IPv4 addresses.
 *
 * @param base the first address as a number
 * @param length of the prefix, 0 to 32
 */
record Ipv4Range(int base, int length) {

  /** Reads {@code 10.0.0.0/8} or a single address; empty when it is neither. */
  static Optional<Ipv4Range> parse(String text) {
    var slash = text.indexOf('/');
    try {
      var address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
      var length = slash < 0 ? 32 : Integer.parseInt(text.substring(slash + 1));
      return address.length == 4 && length >= 0 && length <= 32
          ? Optional.of(new Ipv4Range(ByteBuffer.wrap(address).getInt(), length))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether all of {@code other} is in this range. */
  boolean contains(Ipv4Range other) {
    return length <= other.length && (length == 0 || (base ^ other.base) >>> (32 - length) == 0);
  }
}
