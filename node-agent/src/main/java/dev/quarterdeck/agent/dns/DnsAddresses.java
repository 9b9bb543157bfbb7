package dev.quarterdeck.agent.dns;

import dev.quarterdeck.agent.tool.Tool;
import java.io.IOException;
import java.util.List;

/**
 * Adds the cluster's DNS addresses to the node's loopback device, and the rules that keep their
 * packets on the node. Both stay when the agent stops, for the next agent.
 */
final class DnsAddresses {

  private final Tool ip;
  private final Tool nft;

  DnsAddresses(Tool ip, Tool nft) {
    this.ip = ip;
    this.nft = nft;
  }

  /** Adds the addresses and rules that are missing. */
  void ensure(List<String> addresses, int clientRate) throws IOException, InterruptedException {
    for (var address : addresses) {
      run(ip, "", "addr", "replace", host(address), "dev", "lo", "scope", "host");
    }
    if (nft.run("", "list", "chain", "inet", "quarterdeck-dns", "output").code() != 0) {
      run(nft, DnsRules.of(addresses, clientRate), "-f", "-");
    }
  }

  /** Replaces the rules, since the addresses may have changed, and adds the addresses. */
  void begin(List<String> addresses, int clientRate) throws IOException, InterruptedException {
    run(nft, DnsRules.of(addresses, clientRate), "-f", "-");
    ensure(addresses, clientRate);
  }

  /** Removes the addresses and rules. */
  void remove(List<String> addresses) throws IOException, InterruptedException {
    for (var address : addresses) {
      // Fails when the address does not exist.
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
