package dev.quarterdeck.cri.sim;

import dev.quarterdeck.cri.CriFault;
import java.util.BitSet;

/**
 * The addresses of an IPv4 CIDR, first free first; network, gateway and broadcast are kept back.
 */
final class AddressPool {

  private final int base;
  private final int size;
  private final BitSet taken = new BitSet();

  private AddressPool(int base, int size) {
    this.base = base;
    this.size = size;
  }

  /**
   * @throws IllegalArgumentException when {@code cidr} is no IPv4 CIDR of /8 to /30
   */
  static AddressPool of(String cidr) {
    var parts = cidr.split("[./]");
    if (!cidr.matches("(\\d{1,3}\\.){3}\\d{1,3}/\\d{1,2}")) {
      throw new IllegalArgumentException(
          "pod CIDR \"%s\": must be like 10.244.1.0/24".formatted(cidr));
    }
    var prefix = Integer.parseInt(parts[4]);
    if (prefix < 8 || prefix > 30) {
      throw new IllegalArgumentException("pod CIDR \"%s\": must be /8 to /30".formatted(cidr));
    }
    var address = 0;
    for (var i = 0; i < 4; i++) {
      address = address << 8 | Integer.parseInt(parts[i]);
    }
    return new AddressPool(address & -1 << (32 - prefix), 1 << (32 - prefix));
  }

  String take() {
    var index = taken.nextClearBit(2);
    if (index >= size - 1) {
      throw new CriFault.Failed("no address is free in the pod CIDR");
    }
    taken.set(index);
    var address = base + index;
    return "%d.%d.%d.%d"
        .formatted(address >>> 24, address >>> 16 & 255, address >>> 8 & 255, address & 255);
  }

  void giveBack(String ip) {
    var address = 0;
    for (var part : ip.split("\\.")) {
      address = address << 8 | Integer.parseInt(part);
    }
    taken.clear(address - base);
  }
}
