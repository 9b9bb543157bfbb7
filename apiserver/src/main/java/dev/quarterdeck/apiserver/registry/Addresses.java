package dev.quarterdeck.apiserver.registry;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses and CIDR blocks as objects write them. */
public final class Addresses {

  private static final Pattern IPV4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");
  private static final Pattern IPV6 =
      Pattern.compile("[0-9a-fA-F:]{2,45}(\\d{1,3}(\\.\\d{1,3}){3})?");

  private Addresses() {}

  /** The address in {@code text}; empty when it is none. Never asks a resolver. */
  public static Optional<InetAddress> parse(String text) {
    var v4 = text.length() <= 15 && IPV4.matcher(text).matches();
    var v6 = text.length() <= 45 && text.indexOf(':') >= 0 && IPV6.matcher(text).matches();
    if (!v4 && !v6) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  public static boolean isIp(String text) {
    return parse(text).isPresent();
  }

  public static boolean isIpv4(String text) {
    return text.indexOf(':') < 0 && isIp(text);
  }

  /** Whether {@code text} is an address block such as {@code 10.244.1.0/24}. */
  public static boolean isCidr(String text) {
    var slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,3}")) {
      return false;
    }
    var bits = Integer.parseInt(text.substring(slash + 1));
    return parse(text.substring(0, slash))
        .filter(address -> bits <= address.getAddress().length * 8)
        .isPresent();
  }

  /** The IPv4 address of this number. */
  public static String ipv4(int number) {
    try {
      return InetAddress.getByAddress(
              new byte[] {
                (byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number
              })
          .getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
