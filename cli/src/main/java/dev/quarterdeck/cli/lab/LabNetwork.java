package dev.quarterdeck.cli.lab;

import dev.quarterdeck.cli.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The network of a lab: a bridge that has the control plane's address, a veth pair per host,
 * masquerading for traffic that leaves the lab, and packet filter rules that keep packets for the
 * lab's addresses inside the lab and foreign connections out of it.
 */
final class LabNetwork {

  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final LabSpec spec;
  private final LabRoutes routes;

  LabNetwork(LabSpec spec) {
    this.spec = spec;
    this.routes = new LabRoutes(spec);
  }

  /** The routes from this machine to pods and Services. */
  LabRoutes routes() {
    return routes;
  }

  void create() throws IOException {
    var bridge = spec.bridge();
    if (!exists(bridge)) {
      Command.run("ip", "link", "add", bridge, "type", "bridge");
    }
    // A bridge without an address of its own takes the lowest one of its ports. It would change
    // with
    // hosts that are switched on and off, and the others need ten seconds to notice.
    Command.run(
        "ip", "link", "set", bridge, "address", "02:71:64:00:00:%02x".formatted(spec.slot()));
    Command.run("ip", "addr", "replace", spec.gateway() + "/24", "dev", bridge);
    Command.run("ip", "link", "set", bridge, "up");
    Files.writeString(Path.of("/proc/sys/net/ipv4/ip_forward"), "1");
    Command.run(DEADLINE, rules(), List.of("nft", "-f", "-"));
    routes.create();
  }

  /**
   * The guard chain runs after the translation of Service addresses. It rejects packets that are
   * still addressed to a Service, which has no endpoint then, and packets for pods and hosts that
   * would leave by another interface than the lab's bridge.
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

  /** Connects a host: {@code eth0} in its namespace, the other end of the pair in the bridge. */
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

  /** Sets the link between a host and the bridge up or down. */
  void setLink(LabSpec.Node node, boolean up) {
    Command.run("ip", "link", "set", node.veth(), up ? "up" : "down");
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
