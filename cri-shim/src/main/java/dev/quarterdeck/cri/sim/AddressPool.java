package dev.quarterdeck.cri.sim;

import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.model.net.Cidr;
import dev.quarterdeck.model.net.IpAddress;
import java.util.BitSet;

/**
 * Allocates the addresses of an IPv4 CIDR in order, except for the network, gateway and broadcast
 * address.
 */
final class AddressPool {

  private static final int FIRST = 2;
  private static final int LARGEST = 8;
  private static final int SMALLEST = 30;

  private final Cidr cidr;
  private final int size;
  private final BitSet taken = new BitSet();

  private AddressPool(Cidr cidr) {
    this.cidr = cidr;
    size = cidr.size().intValueExact();
  }

  /**
   * @throws IllegalArgumentException when {@code text} is not an IPv4 CIDR of /8 to /30
   */
  static AddressPool of(String text) {
    var cidr = Cidr.parse(text);
    if (!cidr.isIpv4() || cidr.prefixLength() < LARGEST || cidr.prefixLength() > SMALLEST) {
      throw new IllegalArgumentException(
          "pod CIDR %s: must be an IPv4 block of /8 to /30".formatted(cidr));
    }
    return new AddressPool(cidr);
  }

  String allocate() {
    var index = taken.nextClearBit(FIRST);
    if (index >= size - 1) {
      throw new CriFault.Failed("no address is free in the pod CIDR");
    }
    taken.set(index);
    return cidr.at(index).toString();
  }

  void release(String ip) {
    var offset = IpAddress.parse(ip).number().subtract(cidr.first().number());
    taken.clear(offset.intValueExact());
  }
}
