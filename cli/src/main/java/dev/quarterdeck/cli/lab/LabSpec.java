package dev.quarterdeck.cli.lab;

import dev.quarterdeck.cli.process.UserError;
import dev.quarterdeck.model.net.Cidr;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What was chosen for a lab when it was created. It is kept in the lab's folder, where later
 * commands read it.
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
 * @param dnsDeployed whether the user deploys the cluster's DNS, instead of each host answering
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
    Map<String, String> mirrors,
    boolean dnsDeployed) {

  /**
   * Rises whenever labs made before cannot be brought up again: 1 gave each slot Service addresses
   * of its own, 2 has etcd speak TLS, 3 has the control plane keep this machine's routes.
   */
  static final int FORMAT = 3;

  /** How many labs can have addresses of their own. */
  static final int SLOTS = 16;

  private static final Cidr ALL_HOSTS = Cidr.parse("10.77.0.0/16");
  private static final int HOSTS_LENGTH = 24;
  private static final Cidr ALL_PODS = Cidr.parse("10.128.0.0/12");
  private static final Cidr ALL_SERVICES = Cidr.parse("10.96.0.0/12");
  private static final int CLUSTER_LENGTH = 16;
  // node-1 has the eleventh address.
  private static final int FIRST_HOST = 10;
  private static final String LOOPBACK = "127.0.0.1";

  /**
   * Paths of the programs below us. Newer ones unpacked in a folder work as well.
   *
   * @param containerd the daemon; {@code ctr} and the shim are looked for beside it first
   */
  public record Binaries(Path containerd, Path runc, Path etcd, Path cniPlugins, Path tini) {
    /** What a host runs of them; their neighbours are looked for beside them. */
    List<Path> programs() {
      return List.of(containerd.getParent(), runc, cniPlugins);
    }

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
        format,
        name,
        slot,
        nodeCount,
        simulated,
        apiPort,
        etcdPort,
        binaries,
        Map.copyOf(others),
        dnsDeployed);
  }

  /** The same lab with its DNS deployed by the user, or not. */
  public LabSpec withDnsDeployed(boolean deployed) {
    return new LabSpec(
        format, name, slot, nodeCount, simulated, apiPort, etcdPort, binaries, mirrors, deployed);
  }

  /** The name of the bridge that connects the hosts. */
  String bridge() {
    return "qdbr" + slot;
  }

  /** All addresses that belong to the labs of a slot. */
  static List<Cidr> ranges(int slot) {
    return List.of(hosts(slot), pods(slot), services(slot));
  }

  private static Cidr hosts(int slot) {
    return ALL_HOSTS.subnet(HOSTS_LENGTH, slot);
  }

  private static Cidr pods(int slot) {
    return ALL_PODS.subnet(CLUSTER_LENGTH, slot);
  }

  private static Cidr services(int slot) {
    return ALL_SERVICES.subnet(CLUSTER_LENGTH, slot);
  }

  /** This machine's address on the hosts' network. */
  public String gateway() {
    return simulated ? LOOPBACK : hosts(slot).at(1).toString();
  }

  String hostsCidr() {
    return hosts(slot).toString();
  }

  /** The addresses of all pods. */
  public String podCidr() {
    return pods(slot).toString();
  }

  /** The addresses of all Services. */
  public String serviceCidr() {
    return services(slot).toString();
  }

  /** Where pods ask for names, whoever answers: the tenth address of the Services'. */
  public String clusterDns() {
    return "10.%d.0.10".formatted(96 + slot);
  }

  /** Name of the lab's cgroup and nft table; no other lab on this machine has it. */
  public String label() {
    return format == 0 ? "qd-" + name : "qd%d-%s".formatted(slot, name);
  }

  /** Name of the nft table that translates the lab's Service addresses on this machine. */
  public String serviceTable() {
    return label() + ".services";
  }

  /** Number of the routing table with this machine's routes to the lab's pods and Services. */
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
    var address = simulated ? LOOPBACK : hosts(slot).at(FIRST_HOST + index).toString();
    var kubeletPort = simulated ? apiPort + 1000 + index : 10250;
    return new Node("node-" + index, address, kubeletPort, "qd%dn%d".formatted(slot, index));
  }

  /**
   * One host.
   *
   * @param veth the end of its veth pair on this machine
   */
  public record Node(String name, String address, int kubeletPort, String veth) {}
}
