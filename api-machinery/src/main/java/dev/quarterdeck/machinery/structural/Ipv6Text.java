package dev.quarterdeck.machinery.structural;

/** Tells IPv6 addresses from other text, without a resolver that might ask the network. */
final class Ipv6Text {

  private Ipv6Text() {}

  static boolean valid(String text) {
    var gap = text.indexOf("::");
    if (gap != text.lastIndexOf("::") || text.contains(":::")) {
      return false;
    }
    if (gap < 0) {
      return groups(text) == 8;
    }
    var before = groups(text.substring(0, gap));
    var after = groups(text.substring(gap + 2));
    return before >= 0 && after >= 0 && before + after <= 7 && !dotted(text.substring(0, gap));
  }

  /** How many 16-bit groups the text has; negative when it is malformed. */
  private static int groups(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    var parts = text.split(":", -1);
    var count = 0;
    for (var i = 0; i < parts.length; i++) {
      if (i == parts.length - 1 && dotted(parts[i])) {
        if (!Formats.accepts("ipv4", parts[i])) {
          return Integer.MIN_VALUE;
        }
        count += 2;
      } else if (parts[i].matches("[0-9a-fA-F]{1,4}")) {
        count++;
      } else {
        return Integer.MIN_VALUE;
      }
    }
    return count;
  }

  private static boolean dotted(String text) {
    return text.contains(".");
  }
}
