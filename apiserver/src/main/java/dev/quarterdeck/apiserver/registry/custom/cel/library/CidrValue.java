package dev.quarterdeck.apiserver.registry.custom.cel.library;

import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.quarterdeck.apiserver.registry.Addresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code cidr('10.0.0.0/8')}. */
final class CidrValue extends LibraryValue {

  private static final OpaqueType TYPE = OpaqueType.create("net.CIDR");

  private final InetAddress address;
  private final int prefix;

  private CidrValue(InetAddress address, int prefix) {
    super(TYPE);
    this.address = address;
    this.prefix = prefix;
  }

  static void addTo(Functions functions) {
    functions.global(
        "cidr", "string_to_cidr", TYPE, SimpleType.STRING, String.class, CidrValue::require);
    functions.global(
        "isCIDR",
        "is_cidr",
        SimpleType.BOOL,
        SimpleType.STRING,
        String.class,
        text -> parse(text).isPresent());
    functions.global(
        "string", "cidr_to_string", SimpleType.STRING, TYPE, CidrValue.class, CidrValue::text);
    functions.member(
        "ip", "cidr_ip", IpValue.TYPE, TYPE, CidrValue.class, cidr -> new IpValue(cidr.address));
    functions.member(
        "prefixLength",
        "cidr_prefix_length",
        SimpleType.INT,
        TYPE,
        CidrValue.class,
        cidr -> (long) cidr.prefix);
    functions.member("masked", "cidr_masked", TYPE, TYPE, CidrValue.class, CidrValue::masked);
    containment(functions);
  }

  private static void containment(Functions functions) {
    functions.member(
        "containsIP",
        "cidr_contains_ip_string",
        SimpleType.BOOL,
        TYPE,
        CidrValue.class,
        SimpleType.STRING,
        String.class,
        (cidr, ip) -> cidr.contains(IpValue.require(ip).address()));
    functions.member(
        "containsIP",
        "cidr_contains_ip_ip",
        SimpleType.BOOL,
        TYPE,
        CidrValue.class,
        IpValue.TYPE,
        IpValue.class,
        (cidr, ip) -> cidr.contains(ip.address()));
    functions.member(
        "containsCIDR",
        "cidr_contains_cidr_string",
        SimpleType.BOOL,
        TYPE,
        CidrValue.class,
        SimpleType.STRING,
        String.class,
        (cidr, other) -> cidr.contains(require(other)));
    functions.member(
        "containsCIDR",
        "cidr_contains_cidr",
        SimpleType.BOOL,
        TYPE,
        CidrValue.class,
        TYPE,
        CidrValue.class,
        CidrValue::contains);
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
