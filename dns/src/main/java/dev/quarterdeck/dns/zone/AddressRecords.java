package dev.quarterdeck.dns.zone;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Address;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** IPv4 and IPv6 addresses as text, as the API's objects hold them, and as records. */
final class AddressRecords {

  private static final Name IN_ADDR = Name.fromConstantString("in-addr.arpa.");
  private static final Name IP6 = Name.fromConstantString("ip6.arpa.");
  private static final int IP6_NIBBLES = 32;
  private static final int IN_ADDR_BYTES = 4;

  private AddressRecords() {}

  static boolean isV6(String address) {
    return address.indexOf(':') >= 0;
  }

  /** Null when it is no address. */
  private static byte[] bytes(String address) {
    return Address.toByteArray(address, isV6(address) ? Address.IPv6 : Address.IPv4);
  }

  static boolean isValid(String address) {
    return bytes(address) != null;
  }

  /** The A or AAAA record of a valid address. */
  static Record record(Name owner, long ttl, String address) {
    return isV6(address)
        ? new AAAARecord(owner, DClass.IN, ttl, bytes(address))
        : new ARecord(owner, DClass.IN, ttl, bytes(address));
  }

  /** A and AAAA records of those addresses that a question of {@code type} asks for. */
  static List<Record> records(Name owner, int type, long ttl, List<String> addresses) {
    return addresses.stream()
        .filter(address -> type == (isV6(address) ? Type.AAAA : Type.A))
        .map(address -> record(owner, ttl, address))
        .toList();
  }

  /** A form that two spellings of one IPv6 address share; that of IPv4 is the address itself. */
  static String key(String address) {
    return isV6(address) ? HexFormat.of().formatHex(bytes(address)) : address;
  }

  /** The first label of an endpoint that has no hostname, and of a pod. */
  static String dashed(String address) {
    return address.replace(isV6(address) ? ':' : '.', '-');
  }

  /** What {@link #dashed} was made from; empty when that was no address. */
  static Optional<String> undashed(String label) {
    var dotted = label.replace('-', '.');
    if (Address.isDottedQuad(dotted)) {
      return Optional.of(dotted);
    }
    var colons = label.replace('-', ':');
    return isV6(colons) && isValid(colons) ? Optional.of(colons) : Optional.empty();
  }

  /**
   * The address whose reverse name this is.
   *
   * @param zone {@code in-addr.arpa.} or {@code ip6.arpa.}
   * @param key as {@link #key} makes it
   */
  record Reverse(Name zone, String key) {}

  /** Empty when it is not a whole address's name. */
  static Optional<Reverse> reverse(Name name) {
    if (name.subdomain(IN_ADDR) && name.labels() == IN_ADDR_BYTES + IN_ADDR.labels()) {
      var dotted = labels(name, IN_ADDR_BYTES, ".");
      return Address.isDottedQuad(dotted)
          ? Optional.of(new Reverse(IN_ADDR, dotted))
          : Optional.empty();
    }
    if (name.subdomain(IP6) && name.labels() == IP6_NIBBLES + IP6.labels()) {
      var hex = labels(name, IP6_NIBBLES, "");
      return Optional.of(new Reverse(IP6, hex));
    }
    return Optional.empty();
  }

  /** The first labels, last of them first. */
  private static String labels(Name name, int count, String between) {
    var text = new StringBuilder();
    for (var i = count - 1; i >= 0; i--) {
      text.append(name.getLabelString(i)).append(i == 0 ? "" : between);
    }
    return text.toString().toLowerCase(Locale.ROOT);
  }
}
