package dev.quarterdeck.machinery.validation;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses and CIDR blocks as objects write them. */
public final class Addresses {

  public static final String NOT_AN_IP =
      "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
  public static final String NOT_A_CIDR =
      "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

  private static final Pattern IPV4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");
  private static final Pattern IPV6 =
      Pattern.compile("[0-9a-fA-F:]{2,45}(\\d{1,3}(\\.\\d{1,3}){3})?");

  private Addresses() {}

  /** The address in {@code text}; empty when it is none. Never asks a resolver. */
  public static Optional<InetAddress> parse(String text) {
    var v4 = text.length() <= 15 && IPV4.matcher(text).matches();
    var v6 = text.length() <= 45 && text.indexOf(':') >= 0 && IPV6.matcher(text).matches();
    if (!v4 && !v6) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  public static boolean isIp(String text) {
    return parse(text).isPresent();
  }

  public static boolean isIpv4(String text) {
    return text.indexOf(':') < 0 && isIp(text);
  }

  /** Whether {@code text} is an address block such as {@code 10.244.1.0/24}. */
  public static boolean isCidr(String text) {
    var slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,3}")) {
      return false;
    }
    var bits = Integer.parseInt(text.substring(slash + 1));
    return parse(text.substring(0, slash))
        .filter(address -> bits <= address.getAddress().length * 8)
        .isPresent();
  }

  /**
   * What is wrong with an address in a field that takes one spelling only; empty when nothing is.
   */
  public static List<String> canonicalIp(String text) {
    var address = parse(text);
    if (address.isEmpty()) {
      return List.of(NOT_AN_IP);
    }
    if (isMapped(text, address.get())) {
      return List.of("must not be an IPv4-mapped IPv6 address");
    }
    var canonical = CanonicalIp.of(address.get());
    return text.equals(canonical) ? List.of() : List.of(inForm(canonical));
  }

  /** As {@link #canonicalIp}, for a block of addresses. */
  public static List<String> canonicalCidr(String text) {
    if (!isCidr(text)) {
      return List.of(NOT_A_CIDR);
    }
    var slash = text.indexOf('/');
    var address = parse(text.substring(0, slash)).orElseThrow();
    var bits = Integer.parseInt(text.substring(slash + 1));
    if (isMapped(text, address)) {
      return List.of("must not have an IPv4-mapped IPv6 address");
    }
    var network = new BigInteger(1, address.getAddress());
    var rest = address.getAddress().length * 8 - bits;
    if (network.getLowestSetBit() >= 0 && network.getLowestSetBit() < rest) {
      return List.of("must not have bits set beyond the prefix length");
    }
    var canonical = CanonicalIp.of(address) + "/" + bits;
    return text.equals(canonical) ? List.of() : List.of(inForm(canonical));
  }

  private static boolean isMapped(String text, InetAddress address) {
    return text.indexOf(':') >= 0 && address instanceof Inet4Address;
  }

  private static String inForm(String canonical) {
    return "must be in canonical form (\"%s\")".formatted(canonical);
  }

  /** Whether the first block is a part of the second, and not all of it. Both must be blocks. */
  public static boolean isWithin(String inner, String outer) {
    var bits = Integer.parseInt(outer.substring(outer.indexOf('/') + 1));
    var whole = network(outer);
    var part = network(inner);
    return whole.getAddress().length == part.getAddress().length
        && Integer.parseInt(inner.substring(inner.indexOf('/') + 1)) > bits
        && prefix(whole, bits).equals(prefix(part, bits));
  }

  private static InetAddress network(String cidr) {
    return parse(cidr.substring(0, cidr.indexOf('/'))).orElseThrow();
  }

  private static BigInteger prefix(InetAddress address, int bits) {
    return new BigInteger(1, address.getAddress())
        .shiftRight(address.getAddress().length * 8 - bits);
  }

  /** The IPv4 address of this number. */
  public static String ipv4(int number) {
    try {
      return InetAddress.getByAddress(
              new byte[] {
                (byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number
              })
          .getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
