package dev.quarterdeck.controllers.nodeipam;

import dev.quarterdeck.model.net.Cidr;
import java.util.Optional;
import java.util.Set;

/**
 * An address range cut into equal subnets.
 *
 * @param cidr all of it
 * @param subnetBits prefix length of each subnet, at least the range's and at most 16 more
 */
record CidrRange(Cidr cidr, int subnetBits) {

  /** Kubernetes' bound: at most so many bits between the range's prefix and the subnets'. */
  private static final int MAX_BITS = 16;

  CidrRange {
    var prefix = cidr.prefixLength();
    var most = Math.min(cidr.address().bits(), prefix + MAX_BITS);
    if (subnetBits < prefix || subnetBits > most) {
      throw new IllegalArgumentException(
          "node mask /%d does not fit the pod CIDR %s: it may be %d to %d"
              .formatted(subnetBits, cidr, prefix, most));
    }
  }

  /** How many subnets there are. */
  int count() {
    return 1 << (subnetBits - cidr.prefixLength());
  }

  /** The subnet at {@code index}, 0 to {@link #count} - 1, as text. */
  String subnet(int index) {
    return cidr.subnet(subnetBits, index).toString();
  }

  /** The first subnet that is not in {@code used}, empty when all are. */
  Optional<String> firstFree(Set<String> used) {
    for (var i = 0; i < count(); i++) {
      var subnet = subnet(i);
      if (!used.contains(subnet)) {
        return Optional.of(subnet);
      }
    }
    return Optional.empty();
  }
}
