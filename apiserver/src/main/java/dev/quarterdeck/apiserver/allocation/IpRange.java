package dev.quarterdeck.apiserver.allocation;

import dev.quarterdeck.model.net.Cidr;
import dev.quarterdeck.model.net.IpAddress;
import dev.quarterdeck.model.net.KubernetesService;
import java.math.BigInteger;
import java.util.Optional;

/**
 * The Service addresses of a cluster: an IPv4 block without its network and broadcast address. The
 * lower part is kept for addresses people ask for by name, as Kubernetes does.
 *
 * @param cidr such as {@code 10.96.0.0/16}
 * @param block the same
 * @param size how many addresses can be used
 */
record IpRange(String cidr, Cidr block, int size) {

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
    return Cidr.find(cidr)
        .filter(Cidr::isIpv4)
        .filter(block -> block.prefixLength() >= 8 && block.prefixLength() <= 30)
        .map(block -> new IpRange(cidr, block, block.size().intValueExact() - 2));
  }

  /** The address at an offset from 1 to {@link #size}. */
  String at(int offset) {
    return block.at(offset).toString();
  }

  /** The first address: that of the Service {@code kubernetes}. */
  String first() {
    return KubernetesService.address(block).toString();
  }

  /** Whether it is one of the usable addresses. */
  boolean contains(String address) {
    return IpAddress.find(address)
        .filter(block::contains)
        .map(ip -> ip.number().subtract(block.first().number()))
        .filter(offset -> offset.signum() > 0 && offset.compareTo(BigInteger.valueOf(size)) <= 0)
        .isPresent();
  }

  /** How many of the lowest offsets are kept for static use. */
  int staticBand() {
    return size < 16 ? 1 : Math.min(Math.max(16, size / 16), 256);
  }
}
