package dev.quarterdeck.controllers.nodeipam;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;

/**
 * An address range cut into equal subnets.
 *
 * @param base the first address
 * @param addressBits 32 or 128
 * @param subnetBits prefix length of each subnet
 * @param count how many there are
 */
record CidrRange(BigInteger base, int addressBits, int subnetBits, int count) {

  /** Kubernetes' bound: at most so many bits between the range's prefix and the subnets'. */
  private static final int MAX_BITS = 16;

  /**
   * Reads a range.
   *
   * @param cidr such as {@code 10.244.0.0/16}
   * @param subnetBits prefix length of the subnets, at least the range's and at most 16 more
   * @throws IllegalArgumentException that says what is wrong with it
   */
  static CidrRange of(String cidr, int subnetBits) {
    var slash = cidr.indexOf('/');
    if (slash < 0 || !cidr.substring(slash + 1).matches("\\d{1,3}")) {
      throw new IllegalArgumentException("\"" + cidr + "\" is no CIDR, such as 10.244.0.0/16");
    }
    var address = address(cidr.substring(0, slash));
    var prefix = Integer.parseInt(cidr.substring(slash + 1));
    var bits = address.length * 8;
    if (prefix > subnetBits || subnetBits > bits || subnetBits - prefix > MAX_BITS) {
      throw new IllegalArgumentException(
          "node mask /%d does not fit the pod CIDR %s: it may be %d to %d"
              .formatted(subnetBits, cidr, prefix, Math.min(bits, prefix + MAX_BITS)));
    }
    var host = bits - prefix;
    var base = new BigInteger(1, address).shiftRight(host).shiftLeft(host);
    return new CidrRange(base, bits, subnetBits, 1 << (subnetBits - prefix));
  }

  private static byte[] address(String text) {
    if (!text.matches("[0-9a-fA-F:.]+")) {
      throw new IllegalArgumentException("\"" + text + "\" is no IP address");
    }
    try {
      return InetAddress.getByName(text).getAddress(); // Literals only: no name is looked up.
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("\"" + text + "\" is no IP address", e);
    }
  }

  /** The subnet at {@code index}, 0 to {@link #count} - 1, as text. */
  String subnet(int index) {
    var offset = BigInteger.valueOf(index).shiftLeft(addressBits - subnetBits);
    var bytes = new byte[addressBits / 8];
    var value = base.add(offset).toByteArray();
    var length = Math.min(value.length, bytes.length);
    System.arraycopy(value, value.length - length, bytes, bytes.length - length, length);
    try {
      return InetAddress.getByAddress(bytes).getHostAddress() + "/" + subnetBits;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of the right length is valid", e);
    }
  }

  /** The first subnet that is not in {@code used}, empty when all are. */
  Optional<String> firstFree(Set<String> used) {
    for (var i = 0; i < count; i++) {
      var subnet = subnet(i);
      if (!used.contains(subnet)) {
        return Optional.of(subnet);
      }
    }
    return Optional.empty();
  }
}
