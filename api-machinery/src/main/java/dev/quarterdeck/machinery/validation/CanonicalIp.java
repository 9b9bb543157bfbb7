package dev.quarterdeck.machinery.validation;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** The one spelling of an address: dotted for IPv4, RFC 5952 for IPv6. */
final class CanonicalIp {

  private static final int GROUPS = 8;

  private CanonicalIp() {}

  static String of(InetAddress address) {
    if (address instanceof Inet4Address) {
      return address.getHostAddress();
    }
    var groups = new char[GROUPS];
    ByteBuffer.wrap(address.getAddress()).asCharBuffer().get(groups);
    var zeros = longestZeros(groups);
    var text = new StringBuilder();
    for (var i = 0; i < GROUPS; i++) {
      if (zeros.length > 0 && i == zeros.start) {
        text.append("::");
        i += zeros.length - 1;
      } else {
        var first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
        text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  private record Run(int start, int length) {}

  /** The first longest run of at least two zero groups. */
  private static Run longestZeros(char[] groups) {
    var best = new Run(0, 0);
    for (var start = 0; start < GROUPS; start++) {
      var end = start;
      while (end < GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - start > Math.max(1, best.length)) {
        best = new Run(start, end - start);
      }
    }
    return best;
  }
}
