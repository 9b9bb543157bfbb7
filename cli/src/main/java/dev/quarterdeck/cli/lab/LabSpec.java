package dev.quarterdeck.cli.lab;

import dev.quarterdeck.cli.process.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * All that was chosen for a lab when it came up; kept in its folder, so that later commands and a
 * second {@code up} mean the same lab.
 *
 * @param format {@link #FORMAT} of the program that made the lab; 0 for those that did not write it
 * @param name names the folder; letters, digits and dashes
 * @param slot which of the 16 sets of address ranges it has: 10.77.slot.0/24 for hosts, 10.(128 +
 *     slot).0.0/16 for pods, 10.(96 + slot).0.0/16 for Services
 * @param nodeCount 1 to 200
 * @param simulated no containerd, no etcd, no root: simulated nodes over a memory store
 * @param apiPort where the API server listens
 * @param etcdPort etcd's client port; its peer port is the next one
 * @param binaries where the programs are
 * @param mirrors registry host → URL it is pulled from instead
 */
public record LabSpec(
    int format,
    String name,
    int slot,
    int nodeCount,
    boolean simulated,
    int apiPort,
    int etcdPort,
    Binaries binaries,
    Map<String, String> mirrors) {

  /**
   * Rises whenever labs made before cannot be brought up again: 1 gave each slot Service addresses
   * of its own.
   */
  static final int FORMAT = 1;

  /** As many labs can be told apart by their addresses. */
  static final int SLOTS = 16;

  /**
   * Paths of the programs below us. Newer ones unpacked in a folder work as well.
   *
   * @param containerd the daemon; {@code ctr} and the shim are looked for beside it first
   */
  public record Binaries(Path containerd, Path runc, Path etcd, Path cniPlugins, Path tini) {
    /** Where Debian's packages put them. */
    public static Binaries ofDebian() {
      return new Binaries(
          Path.of("/usr/bin/containerd"),
          Path.of("/usr/sbin/runc"),
          Path.of("/usr/bin/etcd"),
          Path.of("/usr/lib/cni"),
          Path.of("/usr/bin/tini-static"));
    }
  }

  /** The same lab with other registry mirrors. */
  public LabSpec withMirrors(Map<String, String> others) {
    return new LabSpec(
        format, name, slot, nodeCount, simulated, apiPort, etcdPort, binaries, Map.copyOf(others));
  }

  /** The bridge that joins the hosts, as the control plane sees it. */
  String bridge() {
    return "qdbr" + slot;
  }

  /** All addresses that belong to the labs of a slot. */
  static List<String> ranges(int slot) {
    return List.of(hosts(slot), pods(slot), services(slot));
  }

  private static String hosts(int slot) {
    return "10.77.%d.0/24".formatted(slot);
  }

  private static String pods(int slot) {
    return "10.%d.0.0/16".formatted(128 + slot);
  }

  private static String services(int slot) {
    return "10.%d.0.0/16".formatted(96 + slot);
  }

  /** The address of the control plane's side on the hosts' network. */
  public String gateway() {
    return simulated ? "127.0.0.1" : "10.77.%d.1".formatted(slot);
  }

  String hostsCidr() {
    return hosts(slot);
  }

  /** The addresses of all pods. */
  public String podCidr() {
    return pods(slot);
  }

  /** The addresses of all Services. */
  public String serviceCidr() {
    return services(slot);
  }

  /** Name of the lab's cgroup and nft table; no other lab on this machine has it. */
  public String label() {
    return format == 0 ? "qd-" + name : "qd%d-%s".formatted(slot, name);
  }

  /** The nft table that leads from this machine to the lab's Services. */
  public String serviceTable() {
    return label() + ".services";
  }

  /** The routing table that leads from this machine to the lab's pods and Services. */
  public int routeTable() {
    return 11_300 + slot;
  }

  /** The cluster's name in kubeconfigs. */
  String clusterName() {
    return "qd-" + name;
  }

  /** Its hosts, {@code node-1} first. */
  public List<Node> nodes() {
    return IntStream.rangeClosed(1, nodeCount).mapToObj(this::node).toList();
  }

  /**
   * The host of that name.
   *
   * @throws UserError when there is none
   */
  public Node node(String nodeName) {
    return nodes().stream()
        .filter(node -> node.name().equals(nodeName))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "there is no node %s in lab %s; it has node-1 to node-%d"
                        .formatted(nodeName, name, nodeCount)));
  }

  private Node node(int index) {
    var address = simulated ? "127.0.0.1" : "10.77.%d.%d".formatted(slot, 10 + index);
    var kubeletPort = simulated ? apiPort + 1000 + index : 10250;
    return new Node("node-" + index, address, kubeletPort, "qd%dn%d".formatted(slot, index));
  }

  /**
   * One host.
   *
   * @param veth the end of its network cable on the control plane's side
   */
  public record Node(String name, String address, int kubeletPort, String veth) {}
}
