package dev.quarterdeck.machinery.cel.library;

import java.net.InetAddress;

/** Addresses in the one form RFC 5952 allows: lower case, the longest run of zeros left out. */
final class CanonicalAddress {

  private CanonicalAddress() {}

  static String of(InetAddress address) {
    var bytes = address.getAddress();
    if (bytes.length == 4) {
      return address.getHostAddress();
    }
    var groups = new int[8];
    for (var i = 0; i < 8; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
    }
    return text(groups);
  }

  private static String text(int[] groups) {
    var start = -1;
    var length = 1; // a single zero is written
    for (var i = 0; i < 8; i++) {
      var run = zerosFrom(groups, i);
      if (run > length) {
        start = i;
        length = run;
      }
    }
    var text = new StringBuilder();
    for (var i = 0; i < 8; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  private static int zerosFrom(int[] groups, int start) {
    var end = start;
    while (end < 8 && groups[end] == 0) {
      end++;
    }
    return end - start;
  }
}
