package dev.quarterdeck.machinery.cel.library;

import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.quarterdeck.model.net.IpAddress;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Predicate;

/** {@code ip('10.0.0.1')}. Zones and IPv4 written as IPv6 are refused, as Kubernetes does. */
final class IpValue extends LibraryValue {

  static final OpaqueType TYPE = OpaqueType.create("net.IP");
  static final Operand<IpValue> SELF = new Operand<>(TYPE, IpValue.class);

  private final IpAddress address;

  IpValue(IpAddress address) {
    super(TYPE);
    this.address = address;
  }

  IpAddress address() {
    return address;
  }

  static void addTo(Functions functions) {
    functions.global("ip", "string_to_ip", TYPE, Operand.TEXT, IpValue::require);
    functions.global(
        "isIP", "is_ip", SimpleType.BOOL, Operand.TEXT, text -> parse(text).isPresent());
    functions.global(
        "ip.isCanonical",
        "ip_is_canonical",
        SimpleType.BOOL,
        Operand.TEXT,
        text -> require(text).text().equals(text));
    functions.global("string", "ip_to_string", SimpleType.STRING, SELF, IpValue::text);
    functions.member(
        "family", "ip_family", SimpleType.INT, SELF, ip -> ip.address.isIpv4() ? 4L : 6L);
    test(functions, "isUnspecified", "ip_is_unspecified", InetAddress::isAnyLocalAddress);
    test(functions, "isLoopback", "ip_is_loopback", InetAddress::isLoopbackAddress);
    test(
        functions,
        "isLinkLocalMulticast",
        "ip_is_link_local_multicast",
        InetAddress::isMCLinkLocal);
    test(
        functions,
        "isLinkLocalUnicast",
        "ip_is_link_local_unicast",
        InetAddress::isLinkLocalAddress);
    test(functions, "isGlobalUnicast", "ip_is_global_unicast", IpValue::isGlobalUnicast);
  }

  private static void test(
      Functions functions, String name, String overload, Predicate<InetAddress> test) {
    functions.member(
        name, overload, SimpleType.BOOL, SELF, ip -> test.test(ip.address.toInetAddress()));
  }

  private static boolean isGlobalUnicast(InetAddress address) {
    var bytes = address.getAddress();
    var broadcast = bytes.length == 4 && (bytes[0] & bytes[1] & bytes[2] & bytes[3] & 0xff) == 0xff;
    return !broadcast
        && !address.isAnyLocalAddress()
        && !address.isLoopbackAddress()
        && !address.isMulticastAddress()
        && !address.isLinkLocalAddress();
  }

  static IpValue require(String text) {
    return parse(text)
        .orElseThrow(
            () ->
                new CelInvalidArgumentException(
                    "IP Address '%s' parse error during conversion from string"
                        .formatted(Shortened.of(text))));
  }

  static Optional<IpValue> parse(String text) {
    return IpAddress.find(text).filter(address -> !address.isIpv4Mapped()).map(IpValue::new);
  }

  /** The canonical form: RFC 5952 for IPv6. */
  String text() {
    return address.toString();
  }

  @Override
  Object identity() {
    return address;
  }
}
