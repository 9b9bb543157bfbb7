package dev.quarterdeck.cli.lab;

import dev.quarterdeck.cli.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The wires between the hosts: one bridge with an address of the control plane's, one veth pair a
 * host, a masquerade for what leaves the lab, and rules that keep packets for the lab's addresses
 * in it and those of strangers out.
 */
final class LabNetwork {

  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final LabSpec spec;
  private final LabRoutes routes;

  LabNetwork(LabSpec spec) {
    this.spec = spec;
    this.routes = new LabRoutes(spec);
  }

  /** The way of this machine's own packets to pods and Services. */
  LabRoutes routes() {
    return routes;
  }

  void create() throws IOException {
    var bridge = spec.bridge();
    if (!exists(bridge)) {
      Command.run("ip", "link", "add", bridge, "type", "bridge");
    }
    // Left alone a bridge takes the lowest address of its ports: with each host switched on or off
    // the others might have to find their gateway anew, which takes them about ten seconds.
    Command.run(
        "ip", "link", "set", bridge, "address", "02:71:64:00:00:%02x".formatted(spec.slot()));
    Command.run("ip", "addr", "replace", spec.gateway() + "/24", "dev", bridge);
    Command.run("ip", "link", "set", bridge, "up");
    Files.writeString(Path.of("/proc/sys/net/ipv4/ip_forward"), "1");
    Command.run(DEADLINE, rules(), List.of("nft", "-f", "-"));
    routes.create();
  }

  /**
   * The guard comes after the translation of Service addresses: what is still addressed to a
   * Service has no endpoint, and what is addressed to a pod goes to the lab's bridge or nowhere.
   */
  private String rules() {
    return """
        add table ip %1$s
        delete table ip %1$s
        table ip %1$s {
          chain postrouting {
            type nat hook postrouting priority srcnat;
            ip saddr %2$s ip daddr != { %2$s, %3$s } oifname != "%5$s" masquerade
          }
          chain output {
            type filter hook output priority filter;
            goto guard
          }
          chain forward {
            type filter hook forward priority filter;
            iifname != "%5$s" oifname "%5$s" ct state new reject with icmp type admin-prohibited
            goto guard
          }
          chain guard {
            ip daddr %4$s reject with icmp type host-unreachable
            ip daddr { %2$s, %3$s } oifname != { "%5$s", "lo" } reject with icmp type host-unreachable
          }
        }
        """
        .formatted(
            spec.label(), spec.hostsCidr(), spec.podCidr(), spec.serviceCidr(), spec.bridge());
  }

  /** Plugs a host in: {@code eth0} in its namespace, the other end in the bridge. */
  void connect(LabSpec.Node node, long hostPid) {
    if (exists(node.veth())) {
      Command.run("ip", "link", "del", node.veth());
    }
    Command.run(
        "ip",
        "link",
        "add",
        node.veth(),
        "type",
        "veth",
        "peer",
        "name",
        "eth0",
        "netns",
        Long.toString(hostPid));
    Command.run("ip", "link", "set", node.veth(), "master", spec.bridge(), "up");
    Command.run(
        DEADLINE,
        """
        ip addr add %1$s/24 dev eth0
        ip link set eth0 up
        ip route replace default via %2$s
        """
            .formatted(node.address(), spec.gateway()),
        List.of("nsenter", "-t", Long.toString(hostPid), "-n", "sh", "-e"));
  }

  /** Pulls the cable of a host, or plugs it in again. */
  void setCable(LabSpec.Node node, boolean plugged) {
    Command.run("ip", "link", "set", node.veth(), plugged ? "up" : "down");
  }

  boolean isPlugged(LabSpec.Node node) throws IOException {
    var flags = Path.of("/sys/class/net", node.veth(), "flags");
    return Files.exists(flags) && (Integer.decode(Files.readString(flags).strip()) & 1) == 1;
  }

  void delete() {
    for (var node : spec.nodes()) {
      if (exists(node.veth())) {
        Command.run("ip", "link", "del", node.veth());
      }
    }
    if (exists(spec.bridge())) {
      Command.run("ip", "link", "del", spec.bridge());
    }
    routes.delete();
    for (var table : List.of(spec.label(), spec.serviceTable())) {
      Command.run(
          DEADLINE,
          "add table ip %1$s\ndelete table ip %1$s\n".formatted(table),
          List.of("nft", "-f", "-"));
    }
  }

  private static boolean exists(String device) {
    return Files.exists(Path.of("/sys/class/net", device));
  }
}
