package dev.quarterdeck.agent.dns;

import dev.quarterdeck.agent.tool.Tool;
import java.io.IOException;
import java.util.List;

/**
 * The cluster's DNS addresses on this node itself: on its loopback device, with the rules that keep
 * their packets here. They stay when the agent stops, for the one that starts next.
 */
final class DnsAddresses {

  private final Tool ip;
  private final Tool nft;

  DnsAddresses(Tool ip, Tool nft) {
    this.ip = ip;
    this.nft = nft;
  }

  /** Puts in place what is not. */
  void ensure(List<String> addresses, int clientRate) throws IOException, InterruptedException {
    for (var address : addresses) {
      run(ip, "", "addr", "replace", host(address), "dev", "lo", "scope", "host");
    }
    if (nft.run("", "list", "chain", "inet", "quarterdeck-dns", "output").code() != 0) {
      run(nft, DnsRules.of(addresses, clientRate), "-f", "-");
    }
  }

  /** Puts the rules in place anew, for addresses that may be others than before. */
  void begin(List<String> addresses, int clientRate) throws IOException, InterruptedException {
    run(nft, DnsRules.of(addresses, clientRate), "-f", "-");
    ensure(addresses, clientRate);
  }

  /** Leaves the addresses to somebody else. */
  void remove(List<String> addresses) throws IOException, InterruptedException {
    for (var address : addresses) {
      // Fails when it is not there, which is what is wanted.
      ip.run("", "addr", "del", host(address), "dev", "lo");
    }
    run(nft, DnsRules.remove(), "-f", "-");
  }

  private static String host(String address) {
    return address + (address.contains(":") ? "/128" : "/32");
  }

  private static void run(Tool tool, String input, String... arguments)
      throws IOException, InterruptedException {
    var result = tool.run(input, arguments);
    if (result.code() != 0) {
      throw new IOException(
          "%s %s: %s"
              .formatted(
                  tool.command().getLast(), String.join(" ", arguments), result.firstLine()));
    }
  }
}
