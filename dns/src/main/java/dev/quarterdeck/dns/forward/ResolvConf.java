package dev.quarterdeck.dns.forward;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** The name servers in a resolv.conf(5). */
final class ResolvConf {

  static final int DNS_PORT = 53;

  private ResolvConf() {}

  /** In their order; lines that make no sense are passed over, as libc does. */
  static List<InetSocketAddress> servers(List<String> lines) {
    return lines.stream()
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words.length > 1 && words[0].equals("nameserver"))
        .map(words -> server(words[1]))
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  private static List<InetSocketAddress> server(String text) {
    try {
      return List.of(new InetSocketAddress(InetAddress.ofLiteral(text), DNS_PORT));
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }
}
