package dev.quarterdeck.machinery.validation;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses and CIDR blocks as objects write them. */
public final class Addresses {

  public static final String NOT_AN_IP =
      "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
  public static final String NOT_A_CIDR =
      "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

  private static final String MAPPED = "must not be an IPv4-mapped IPv6 address";
  private static final String MAPPED_BLOCK = "must not have an IPv4-mapped IPv6 address";
  private static final String BITS_BEYOND = "must not have bits set beyond the prefix length";

  private static final Pattern DOTTED = Pattern.compile("[0-9.]{7,45}");
  private static final Pattern ZEROS = Pattern.compile("(?<![0-9])0+(?=[0-9])");
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

  /** What is wrong with an address in whatever spelling; empty when nothing is. */
  public static List<String> ip(String text) {
    var address = lenient(text);
    if (address.isEmpty()) {
      return List.of(NOT_AN_IP);
    }
    return isIp(text)
        ? isMapped(text, address.get()) ? List.of(MAPPED) : List.of()
        : List.of("must not have leading 0s");
  }

  /** What is wrong with a block of addresses in whatever spelling; empty when nothing is. */
  public static List<String> cidr(String text) {
    var block = lenientBlock(text);
    if (block.isEmpty()) {
      return List.of(NOT_A_CIDR);
    }
    if (!isCidr(text)) {
      return List.of("must not have leading 0s in IP or prefix length");
    }
    if (isMapped(text, block.get().address)) {
      return List.of(MAPPED_BLOCK);
    }
    return block.get().isNetwork() ? List.of() : List.of(BITS_BEYOND);
  }

  /** How an address should rather be written, where {@link #ip} takes it or once did. */
  public static List<String> adviceOnIp(String text) {
    var address = lenient(text);
    if (address.isEmpty()) {
      return List.of();
    }
    var canonical = CanonicalIp.of(address.get());
    if (!isIp(text) || isMapped(text, address.get())) {
      return List.of(
          "non-standard IP address \"%s\" is invalid: use \"%s\"".formatted(text, canonical));
    }
    return text.equals(canonical)
        ? List.of()
        : List.of(
            "IPv6 address \"%s\" should be in RFC 5952 canonical format (\"%s\")"
                .formatted(text, canonical));
  }

  /** How a block of addresses should rather be written. */
  public static List<String> adviceOnCidr(String text) {
    var found = lenientBlock(text);
    if (found.isEmpty()) {
      return List.of();
    }
    var block = found.get();
    var advice = new ArrayList<String>();
    if (!block.isNetwork()) {
      advice.add(
          "CIDR value \"%s\" is ambiguous in this context (should be \"%s\" or \"%s/%d\"?)"
              .formatted(
                  text, block.network(), CanonicalIp.of(block.address), block.addressBits()));
    }
    if (!isCidr(text) || isMapped(text, block.address)) {
      advice.add(
          "non-standard CIDR value \"%s\" is invalid: use \"%s\"".formatted(text, block.network()));
    }
    if (advice.isEmpty() && !text.equals(block.network())) {
      advice.add(
          "IPv6 CIDR value \"%s\" should be in RFC 5952 canonical format (\"%s\")"
              .formatted(text, block.network()));
    }
    return advice;
  }

  /** An address, leading zeros forgiven as they once were. */
  private static Optional<InetAddress> lenient(String text) {
    return DOTTED.matcher(text).matches() ? parse(ZEROS.matcher(text).replaceAll("")) : parse(text);
  }

  private static Optional<Block> lenientBlock(String text) {
    var slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,9}")) {
      return Optional.empty();
    }
    var bits = Integer.parseInt(text.substring(slash + 1));
    return lenient(text.substring(0, slash))
        .map(address -> new Block(address, bits))
        .filter(block -> bits <= block.addressBits());
  }

  /** A block, perhaps named by one of the addresses in it. */
  private record Block(InetAddress address, int bits) {
    int addressBits() {
      return address.getAddress().length * 8;
    }

    boolean isNetwork() {
      var lowest = new BigInteger(1, address.getAddress()).getLowestSetBit();
      return lowest < 0 || lowest >= addressBits() - bits;
    }

    /** The block in its canonical spelling. */
    String network() {
      var bytes = address.getAddress();
      for (var i = 0; i < bytes.length; i++) {
        var kept = Math.clamp(bits - i * 8L, 0, 8);
        bytes[i] &= (byte) (0xff00 >> kept);
      }
      try {
        return CanonicalIp.of(InetAddress.getByAddress(bytes)) + "/" + bits;
      } catch (UnknownHostException e) {
        throw new IllegalStateException("an address of the same length", e);
      }
    }
  }

  public static boolean isIpv4(String text) {
    return text.indexOf(':') < 0 && isIp(text);
  }

  /** Whether {@code text} is an address block such as {@code 10.244.1.0/24}. */
  public static boolean isCidr(String text) {
    var slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("0|[1-9]\\d{0,2}")) {
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
    var problems = ip(text);
    return problems.isEmpty() ? inForm(text, CanonicalIp.of(parse(text).orElseThrow())) : problems;
  }

  /** As {@link #canonicalIp}, for a block of addresses. */
  public static List<String> canonicalCidr(String text) {
    var problems = cidr(text);
    return problems.isEmpty() ? inForm(text, lenientBlock(text).orElseThrow().network()) : problems;
  }

  private static boolean isMapped(String text, InetAddress address) {
    return text.indexOf(':') >= 0 && address instanceof Inet4Address;
  }

  private static List<String> inForm(String text, String canonical) {
    return text.equals(canonical)
        ? List.of()
        : List.of("must be in canonical form (\"%s\")".formatted(canonical));
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
