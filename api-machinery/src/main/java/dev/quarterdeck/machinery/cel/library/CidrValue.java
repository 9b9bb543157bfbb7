package dev.quarterdeck.machinery.cel.library;

import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.quarterdeck.machinery.validation.Addresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code cidr('10.0.0.0/8')}. */
final class CidrValue extends LibraryValue {

  private static final OpaqueType TYPE = OpaqueType.create("net.CIDR");
  private static final Operand<CidrValue> SELF = new Operand<>(TYPE, CidrValue.class);

  private final InetAddress address;
  private final int prefix;

  private CidrValue(InetAddress address, int prefix) {
    super(TYPE);
    this.address = address;
    this.prefix = prefix;
  }

  static void addTo(Functions functions) {
    functions.global("cidr", "string_to_cidr", TYPE, Operand.TEXT, CidrValue::require);
    functions.global(
        "isCIDR", "is_cidr", SimpleType.BOOL, Operand.TEXT, text -> parse(text).isPresent());
    functions.global("string", "cidr_to_string", SimpleType.STRING, SELF, CidrValue::text);
    functions.member("ip", "cidr_ip", IpValue.TYPE, SELF, cidr -> new IpValue(cidr.address));
    functions.member(
        "prefixLength", "cidr_prefix_length", SimpleType.INT, SELF, cidr -> (long) cidr.prefix);
    functions.member("masked", "cidr_masked", TYPE, SELF, CidrValue::masked);
    containment(functions);
  }

  private static void containment(Functions functions) {
    functions.member(
        "containsIP",
        "cidr_contains_ip_string",
        SimpleType.BOOL,
        SELF,
        Operand.TEXT,
        (cidr, ip) -> cidr.contains(IpValue.require(ip).address()));
    functions.member(
        "containsIP",
        "cidr_contains_ip_ip",
        SimpleType.BOOL,
        SELF,
        IpValue.SELF,
        (cidr, ip) -> cidr.contains(ip.address()));
    functions.member(
        "containsCIDR",
        "cidr_contains_cidr_string",
        SimpleType.BOOL,
        SELF,
        Operand.TEXT,
        (cidr, other) -> cidr.contains(require(other)));
    functions.member(
        "containsCIDR", "cidr_contains_cidr", SimpleType.BOOL, SELF, SELF, CidrValue::contains);
  }

  private static CidrValue require(String text) {
    return parse(text)
        .orElseThrow(
            () ->
                new CelInvalidArgumentException(
                    "network address parse error during conversion from string: "
                        + Shortened.of(text)));
  }

  private static Optional<CidrValue> parse(String text) {
    if (!Addresses.isCidr(text)) {
      return Optional.empty();
    }
    var slash = text.indexOf('/');
    return IpValue.parse(text.substring(0, slash))
        .map(ip -> new CidrValue(ip.address(), Integer.parseInt(text.substring(slash + 1))));
  }

  private boolean contains(CidrValue other) {
    return other.prefix >= prefix && contains(other.address);
  }

  private boolean contains(InetAddress other) {
    return other.getAddress().length == address.getAddress().length
        && Arrays.equals(network(other), network(address));
  }

  private byte[] network(InetAddress of) {
    var bytes = of.getAddress();
    for (var i = 0; i < bytes.length; i++) {
      var kept = Math.clamp(prefix - 8 * i, 0, 8);
      bytes[i] &= (byte) (0xff00 >> kept);
    }
    return bytes;
  }

  private CidrValue masked() {
    try {
      return new CidrValue(InetAddress.getByAddress(network(address)), prefix);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("a masked address is as long as the address", e);
    }
  }

  private String text() {
    return CanonicalAddress.of(address) + "/" + prefix;
  }

  @Override
  Object identity() {
    return List.of(address, prefix);
  }
}
