package dev.quarterdeck.model.net;

import java.math.BigInteger;
import java.util.Optional;

/**
 * A block of IP addresses, read as strictly as Go's {@code netip.ParsePrefix} reads it. The address
 * is kept as it was given: {@code 10.1.2.3/8} is the block of {@code 10.0.0.0/8} written otherwise.
 *
 * @param address any address of the block
 * @param prefixLength how many leading bits all addresses of the block share, 0 to 32 or 128
 */
public record Cidr(IpAddress address, int prefixLength) {

  public Cidr {
    if (prefixLength < 0 || prefixLength > address.bits()) {
      throw new IllegalArgumentException(
          "prefix length %d of %s: must be 0 to %d"
              .formatted(prefixLength, address, address.bits()));
    }
  }

  /**
   * @throws IllegalArgumentException when {@code text} is no block such as {@code 10.244.1.0/24}
   */
  public static Cidr parse(String text) {
    return find(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "not a CIDR such as 10.244.1.0/24 or fd00::/64: " + IpAddress.shortened(text)));
  }

  /** The block that {@code text} is; empty when it is none. */
  public static Optional<Cidr> find(String text) {
    var slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("0|[1-9]\\d{0,2}")) {
      return Optional.empty();
    }
    var length = Integer.parseInt(text.substring(slash + 1));
    return IpAddress.find(text.substring(0, slash))
        .filter(address -> length <= address.bits())
        .map(address -> new Cidr(address, length));
  }

  public boolean isIpv4() {
    return address.isIpv4();
  }

  private int hostBits() {
    return address.bits() - prefixLength;
  }

  /** The lowest address: of an IPv4 subnet, its network address. */
  public IpAddress first() {
    var number = address.number().shiftRight(hostBits()).shiftLeft(hostBits());
    return IpAddress.of(number, address.bits());
  }

  /** The highest address: of an IPv4 subnet, its broadcast address. */
  public IpAddress last() {
    return at(size().subtract(BigInteger.ONE));
  }

  /** How many addresses the block has. */
  public BigInteger size() {
    return BigInteger.ONE.shiftLeft(hostBits());
  }

  /**
   * The address at an offset from the first one.
   *
   * @throws IllegalArgumentException when the block has no such address
   */
  public IpAddress at(BigInteger offset) {
    if (offset.signum() < 0 || offset.compareTo(size()) >= 0) {
      throw new IllegalArgumentException("%s has no address at %s".formatted(this, offset));
    }
    return IpAddress.of(first().number().add(offset), address.bits());
  }

  /** As {@link #at(BigInteger)}. */
  public IpAddress at(long offset) {
    return at(BigInteger.valueOf(offset));
  }

  /** The same block, written with its first address. */
  public Cidr masked() {
    return new Cidr(first(), prefixLength);
  }

  /** Whether the address is in the block; never for an address of the other family. */
  public boolean contains(IpAddress other) {
    return other.bits() == address.bits()
        && other.number().shiftRight(hostBits()).equals(address.number().shiftRight(hostBits()));
  }

  /** Whether all of the other block is in this one, which may be the same. */
  public boolean contains(Cidr other) {
    return other.prefixLength >= prefixLength && contains(other.address);
  }

  /** Whether the blocks have an address in common. */
  public boolean overlaps(Cidr other) {
    return contains(other) || other.contains(this);
  }

  /**
   * One of the equal subnets that the block is cut into.
   *
   * @param subnetLength prefix length of each, at least this block's
   * @param index 0 for the first
   * @throws IllegalArgumentException when there is no such subnet
   */
  public Cidr subnet(int subnetLength, long index) {
    if (subnetLength < prefixLength || subnetLength > address.bits()) {
      throw new IllegalArgumentException(
          "%s has no subnets of prefix length %d".formatted(this, subnetLength));
    }
    var offset = BigInteger.valueOf(index).shiftLeft(address.bits() - subnetLength);
    return new Cidr(at(offset), subnetLength);
  }

  /** The address in its canonical form, a slash and the prefix length. */
  @Override
  public String toString() {
    return address + "/" + prefixLength;
  }
}
