package dev.quarterdeck.machinery.cel.library;

import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.quarterdeck.model.net.Cidr;
import java.util.Optional;

/** {@code cidr('10.0.0.0/8')}. */
final class CidrValue extends LibraryValue {

  private static final OpaqueType TYPE = OpaqueType.create("net.CIDR");
  private static final Operand<CidrValue> SELF = new Operand<>(TYPE, CidrValue.class);

  private final Cidr block;

  private CidrValue(Cidr block) {
    super(TYPE);
    this.block = block;
  }

  static void addTo(Functions functions) {
    functions.global("cidr", "string_to_cidr", TYPE, Operand.TEXT, CidrValue::require);
    functions.global(
        "isCIDR", "is_cidr", SimpleType.BOOL, Operand.TEXT, text -> parse(text).isPresent());
    functions.global(
        "string", "cidr_to_string", SimpleType.STRING, SELF, cidr -> cidr.block.toString());
    functions.member(
        "ip", "cidr_ip", IpValue.TYPE, SELF, cidr -> new IpValue(cidr.block.address()));
    functions.member(
        "prefixLength",
        "cidr_prefix_length",
        SimpleType.INT,
        SELF,
        cidr -> (long) cidr.block.prefixLength());
    functions.member(
        "masked", "cidr_masked", TYPE, SELF, cidr -> new CidrValue(cidr.block.masked()));
    containment(functions);
  }

  private static void containment(Functions functions) {
    functions.member(
        "containsIP",
        "cidr_contains_ip_string",
        SimpleType.BOOL,
        SELF,
        Operand.TEXT,
        (cidr, ip) -> cidr.block.contains(IpValue.require(ip).address()));
    functions.member(
        "containsIP",
        "cidr_contains_ip_ip",
        SimpleType.BOOL,
        SELF,
        IpValue.SELF,
        (cidr, ip) -> cidr.block.contains(ip.address()));
    functions.member(
        "containsCIDR",
        "cidr_contains_cidr_string",
        SimpleType.BOOL,
        SELF,
        Operand.TEXT,
        (cidr, other) -> cidr.block.contains(require(other).block));
    functions.member(
        "containsCIDR",
        "cidr_contains_cidr",
        SimpleType.BOOL,
        SELF,
        SELF,
        (cidr, other) -> cidr.block.contains(other.block));
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
    return Cidr.find(text).filter(cidr -> !cidr.address().isIpv4Mapped()).map(CidrValue::new);
  }

  @Override
  Object identity() {
    return block;
  }
}
