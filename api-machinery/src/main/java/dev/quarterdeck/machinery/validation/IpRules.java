package dev.quarterdeck.machinery.validation;

import dev.quarterdeck.model.net.Cidr;
import dev.quarterdeck.model.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Rules and advice on IP addresses and CIDR blocks as objects write them. */
public final class IpRules {

  public static final String NOT_AN_IP =
      "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
  public static final String NOT_A_CIDR =
      "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

  private static final String MAPPED = "must not be an IPv4-mapped IPv6 address";
  private static final String MAPPED_BLOCK = "must not have an IPv4-mapped IPv6 address";
  private static final String BITS_BEYOND = "must not have bits set beyond the prefix length";

  private static final Pattern DOTTED = Pattern.compile("[0-9.]{7,45}");
  private static final Pattern ZEROS = Pattern.compile("(?<![0-9])0+(?=[0-9])");

  /** How many bits of an IPv4-mapped address come before the IPv4 address. */
  private static final int MAPPED_BITS = 96;

  private IpRules() {}

  public static boolean isIp(String text) {
    return IpAddress.find(text).isPresent();
  }

  public static boolean isIpv4(String text) {
    return IpAddress.find(text).filter(IpAddress::isIpv4).isPresent();
  }

  /** Whether {@code text} is an address block such as {@code 10.244.1.0/24}. */
  public static boolean isCidr(String text) {
    return Cidr.find(text).isPresent();
  }

  /** What is wrong with an address in whatever spelling; empty when nothing is. */
  public static List<String> ip(String text) {
    var address = lenient(text);
    if (address.isEmpty()) {
      return List.of(NOT_AN_IP);
    }
    if (!isIp(text)) {
      return List.of("must not have leading 0s");
    }
    return address.get().isIpv4Mapped() ? List.of(MAPPED) : List.of();
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
    if (block.get().address().isIpv4Mapped()) {
      return List.of(MAPPED_BLOCK);
    }
    return isNetwork(block.get()) ? List.of() : List.of(BITS_BEYOND);
  }

  /**
   * What is wrong with an address in a field that takes one spelling only; empty when nothing is.
   */
  public static List<String> canonicalIp(String text) {
    var problems = ip(text);
    return problems.isEmpty() ? inForm(text, IpAddress.parse(text).toString()) : problems;
  }

  /** As {@link #canonicalIp}, for a block of addresses. */
  public static List<String> canonicalCidr(String text) {
    var problems = cidr(text);
    return problems.isEmpty() ? inForm(text, Cidr.parse(text).toString()) : problems;
  }

  private static List<String> inForm(String text, String canonical) {
    return text.equals(canonical)
        ? List.of()
        : List.of("must be in canonical form (\"%s\")".formatted(canonical));
  }

  /** How an address should rather be written, where {@link #ip} takes it or once did. */
  public static List<String> adviceOnIp(String text) {
    var found = lenient(text);
    if (found.isEmpty()) {
      return List.of();
    }
    var address = found.get();
    if (!isIp(text) || address.isIpv4Mapped()) {
      return List.of(
          "non-standard IP address \"%s\" is invalid: use \"%s\"".formatted(text, plain(address)));
    }
    return text.equals(address.toString())
        ? List.of()
        : List.of(
            "IPv6 address \"%s\" should be in RFC 5952 canonical format (\"%s\")"
                .formatted(text, address));
  }

  /** How a block of addresses should rather be written. */
  public static List<String> adviceOnCidr(String text) {
    var found = lenientBlock(text);
    if (found.isEmpty()) {
      return List.of();
    }
    var block = found.get();
    var advice = new ArrayList<String>();
    if (!isNetwork(block)) {
      advice.add(
          "CIDR value \"%s\" is ambiguous in this context (should be \"%s\" or \"%s/%d\"?)"
              .formatted(text, network(block), plain(block.address()), block.address().bits()));
    }
    if (!isCidr(text) || block.address().isIpv4Mapped()) {
      advice.add(
          "non-standard CIDR value \"%s\" is invalid: use \"%s\"".formatted(text, network(block)));
    }
    if (advice.isEmpty() && !text.equals(block.toString())) {
      advice.add(
          "IPv6 CIDR value \"%s\" should be in RFC 5952 canonical format (\"%s\")"
              .formatted(text, block));
    }
    return advice;
  }

  private static boolean isNetwork(Cidr block) {
    return block.first().equals(block.address());
  }

  /** An address as Go's net package writes it: IPv4, though it was given as IPv6. */
  private static String plain(IpAddress address) {
    return address.isIpv4Mapped() ? address.toInetAddress().getHostAddress() : address.toString();
  }

  private static String network(Cidr block) {
    var first = block.first();
    return first.isIpv4Mapped() && block.prefixLength() >= MAPPED_BITS
        ? plain(first) + "/" + (block.prefixLength() - MAPPED_BITS)
        : block.masked().toString();
  }

  /** An address, leading zeros forgiven as they once were. */
  private static Optional<IpAddress> lenient(String text) {
    return IpAddress.find(
        DOTTED.matcher(text).matches() ? ZEROS.matcher(text).replaceAll("") : text);
  }

  private static Optional<Cidr> lenientBlock(String text) {
    var slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,9}")) {
      return Optional.empty();
    }
    var length = Integer.parseInt(text.substring(slash + 1));
    return lenient(text.substring(0, slash))
        .filter(address -> length <= address.bits())
        .map(address -> new Cidr(address, length));
  }

  /** Whether the first block is a part of the second, and not all of it. Both must be blocks. */
  public static boolean isWithin(String inner, String outer) {
    var whole = Cidr.parse(outer);
    var part = Cidr.parse(inner);
    return whole.contains(part) && part.prefixLength() > whole.prefixLength();
  }
}
