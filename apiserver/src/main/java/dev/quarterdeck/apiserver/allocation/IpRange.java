package dev.quarterdeck.apiserver.allocation;

import dev.quarterdeck.machinery.validation.Addresses;
import dev.quarterdeck.model.net.Cidr;
import dev.quarterdeck.model.net.KubernetesService;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The Service addresses of a cluster: an IPv4 block without its network and broadcast address. The
 * lower part is kept for addresses people ask for by name, as Kubernetes does.
 *
 * @param cidr such as {@code 10.96.0.0/16}
 * @param base the network address as a number
 * @param size how many addresses can be used
 */
record IpRange(String cidr, int base, int size) {

  /**
   * @throws IllegalArgumentException when {@code cidr} is no IPv4 block of at least four addresses
   */
  static IpRange of(String cidr) {
    return usable(cidr)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the service block must be an IPv4 block from /8 to /30: " + cidr));
  }

  /** The same; empty when {@code cidr} is of another family or size. */
  static Optional<IpRange> usable(String cidr) {
    if (!Addresses.isCidr(cidr) || cidr.indexOf(':') >= 0) {
      return Optional.empty();
    }
    var slash = cidr.indexOf('/');
    var bits = Integer.parseInt(cidr.substring(slash + 1));
    if (bits < 8 || bits > 30) {
      return Optional.empty();
    }
    var mask = -1 << (32 - bits);
    var base = number(cidr.substring(0, slash)) & mask;
    return Optional.of(new IpRange(cidr, base, (1 << (32 - bits)) - 2));
  }

  /** The address at an offset from 1 to {@link #size}. */
  String at(int offset) {
    return Addresses.ipv4(base + offset);
  }

  /** The first address: that of the Service {@code kubernetes}. */
  String first() {
    return KubernetesService.address(Cidr.parse(cidr)).toString();
  }

  boolean contains(String address) {
    if (!Addresses.isIpv4(address)) {
      return false;
    }
    var offset = number(address) - base;
    return offset >= 1 && offset <= size;
  }

  /** How many of the lowest offsets are kept for static use. */
  int staticBand() {
    return size < 16 ? 1 : Math.min(Math.max(16, size / 16), 256);
  }

  private static int number(String address) {
    return ByteBuffer.wrap(
            Addresses.parse(address)
                .orElseThrow(() -> new IllegalArgumentException("not an address: " + address))
                .getAddress())
        .getInt();
  }
}
