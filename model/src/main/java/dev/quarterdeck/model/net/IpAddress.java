package dev.quarterdeck.model.net;

import com.google.common.net.InetAddresses;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * An IPv4 or IPv6 address. It is read as strictly as Go's {@code netip.ParseAddr} reads it (four
 * decimal numbers without leading zeros, or RFC 4291) but for zones, which Kubernetes' fields do
 * not take, and written in the one form of RFC 5952. An IPv4 address written as IPv6 ({@code
 * ::ffff:10.0.0.1}) stays an IPv6 address.
 */
public final class IpAddress implements Comparable<IpAddress> {

  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;
  private static final int MAPPED_AT = 10;
  private static final int LONGEST_TEXT = 45;

  private final byte[] bytes;

  private IpAddress(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * @throws IllegalArgumentException when {@code text} is no address
   */
  public static IpAddress parse(String text) {
    return find(text)
        .orElseThrow(() -> new IllegalArgumentException("not an IP address: " + shortened(text)));
  }

  /** The address that {@code text} is; empty when it is none. Never asks a resolver. */
  public static Optional<IpAddress> find(String text) {
    if (text.length() > LONGEST_TEXT
        || !text.chars().allMatch(c -> c < 128 && c != '%')
        || !InetAddresses.isInetAddress(text)) {
      return Optional.empty();
    }
    var address = InetAddresses.forString(text).getAddress();
    var mapped = address.length == IPV4_BYTES && text.indexOf(':') >= 0;
    return Optional.of(new IpAddress(mapped ? mapped(address) : address));
  }

  /** Java turns such addresses into IPv4 ones. */
  private static byte[] mapped(byte[] ipv4) {
    var bytes = new byte[IPV6_BYTES];
    bytes[MAPPED_AT] = (byte) 0xff;
    bytes[MAPPED_AT + 1] = (byte) 0xff;
    System.arraycopy(ipv4, 0, bytes, IPV6_BYTES - IPV4_BYTES, IPV4_BYTES);
    return bytes;
  }

  /**
   * The address of a number.
   *
   * @param bits 32 or 128
   * @throws IllegalArgumentException when the number is negative or needs more bits
   */
  public static IpAddress of(BigInteger number, int bits) {
    if (bits != IPV4_BYTES * Byte.SIZE && bits != IPV6_BYTES * Byte.SIZE) {
      throw new IllegalArgumentException("an address has 32 or 128 bits, not " + bits);
    }
    if (number.signum() < 0 || number.bitLength() > bits) {
      throw new IllegalArgumentException("%s is no address of %d bits".formatted(number, bits));
    }
    var value = number.toByteArray();
    var bytes = new byte[bits / Byte.SIZE];
    var length = Math.min(value.length, bytes.length);
    System.arraycopy(value, value.length - length, bytes, bytes.length - length, length);
    return new IpAddress(bytes);
  }

  public boolean isIpv4() {
    return bytes.length == IPV4_BYTES;
  }

  /** Whether this is an IPv4 address written as IPv6. */
  public boolean isIpv4Mapped() {
    return !isIpv4() && Arrays.equals(bytes, mapped(Arrays.copyOfRange(bytes, 12, IPV6_BYTES)));
  }

  /** 32 or 128. */
  public int bits() {
    return bytes.length * Byte.SIZE;
  }

  /** The address as an unsigned number. */
  public BigInteger number() {
    return new BigInteger(1, bytes);
  }

  /** The address {@code offset} after this one. */
  public IpAddress plus(long offset) {
    return of(number().add(BigInteger.valueOf(offset)), bits());
  }

  /** For Java's network API, which knows no IPv4-mapped addresses: those become IPv4. */
  public InetAddress toInetAddress() {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }

  /** IPv4 before IPv6, then by number. */
  @Override
  public int compareTo(IpAddress other) {
    return bytes.length == other.bytes.length
        ? Arrays.compareUnsigned(bytes, other.bytes)
        : Integer.compare(bytes.length, other.bytes.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IpAddress address && Arrays.equals(bytes, address.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The canonical form. */
  @Override
  public String toString() {
    var text = InetAddresses.toAddrString(toInetAddress());
    return isIpv4Mapped() ? "::ffff:" + text : text;
  }

  static String shortened(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
  }
}
