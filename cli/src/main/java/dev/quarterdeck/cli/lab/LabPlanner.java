package dev.quarterdeck.cli.lab;

import dev.quarterdeck.cli.process.Command;
import dev.quarterdeck.cli.process.UserError;
import dev.quarterdeck.model.net.Cidr;
import dev.quarterdeck.model.net.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Chooses addresses and ports for a new lab that no other lab on this machine uses. A lab with
 * hosts claims its slot by creating the slot's bridge: when two labs of different folders start at
 * the same moment, the kernel lets only one of them create it.
 */
public final class LabPlanner {

  private static final int API_PORT = 6443;
  private static final int ETCD_PORT = 23790;
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Path base;

  /**
   * @param base the folder that the labs' folders are in
   */
  public LabPlanner(Path base) {
    this.base = base;
  }

  /**
   * @param apiPort null to take 6443 plus the slot, or one above all slots'
   * @param etcdPort null to take 23790 plus twice the slot, or a pair above all slots'
   */
  public LabSpec plan(
      String name,
      int nodes,
      boolean simulated,
      Integer apiPort,
      Integer etcdPort,
      LabSpec.Binaries binaries,
      Map<String, String> mirrors)
      throws IOException {
    var labs = LabFolder.all(base);
    var taken = labs.stream().map(LabSpec::slot).collect(Collectors.toSet());
    var slot =
        first(
            0,
            LabSpec.SLOTS,
            candidate ->
                !taken.contains(candidate) && (simulated ? isFree(candidate) : claim(candidate)),
            "slot");
    var apiPorts = labs.stream().map(LabSpec::apiPort).collect(Collectors.toSet());
    var api =
        apiPort != null
            ? apiPort
            : port(API_PORT, slot, 1, port -> !apiPorts.contains(port) && isFreePort(port));
    var etcdPorts = labs.stream().map(LabSpec::etcdPort).collect(Collectors.toSet());
    var etcd =
        etcdPort != null
            ? etcdPort
            : port(
                ETCD_PORT,
                slot,
                2,
                port -> !etcdPorts.contains(port) && isFreePort(port) && isFreePort(port + 1));
    return new LabSpec(
        LabSpec.FORMAT,
        name,
        slot,
        nodes,
        simulated,
        api,
        etcd,
        binaries,
        Map.copyOf(mirrors),
        false);
  }

  /** Whether no lab of another folder has created the slot's bridge. */
  private static boolean isFree(int slot) {
    return !Files.exists(Path.of("/sys/class/net", bridge(slot)));
  }

  /**
   * Creates the slot's bridge. A slot whose addresses the machine has a route to already is not
   * claimed, since a lab's routes take precedence over the machine's.
   */
  private static boolean claim(int slot) {
    return isFree(slot)
        && !hides(slot, routes())
        && Command.attempt(
                DEADLINE, "", List.of("ip", "link", "add", bridge(slot), "type", "bridge"))
            .succeeded();
  }

  private static String routes() {
    return Command.run("ip", "-4", "-o", "route", "show");
  }

  /**
   * @param routes what {@code ip route show} prints
   */
  static boolean hides(int slot, String routes) {
    var own = LabSpec.ranges(slot);
    return routes
        .lines()
        .flatMap(route -> Stream.of(route.split(" ")).limit(2)) // unreachable 10.0.0.0/8
        .flatMap(LabPlanner::destination)
        .anyMatch(other -> own.stream().anyMatch(range -> range.contains(other)));
  }

  /** A block, or a single address, which ip prints without its length. */
  private static Stream<Cidr> destination(String text) {
    var host = IpAddress.find(text).map(address -> new Cidr(address, address.bits()));
    return host.or(() -> Cidr.find(text)).stream();
  }

  private static String bridge(int slot) {
    return "qdbr" + slot;
  }

  /**
   * The slot's own port, or, where another program uses that, the first free port above those of
   * all slots. A port that is free now is no proof: the server of a lab in another folder may be
   * restarting.
   */
  private static int port(int base, int slot, int step, IntPredicate fits) {
    var own = base + step * slot;
    return fits.test(own)
        ? own
        : step
            * first(
                base / step + LabSpec.SLOTS, base / step + 500, p -> fits.test(step * p), "port");
  }

  private static int first(int from, int to, IntPredicate fits, String what) {
    return IntStream.range(from, to)
        .filter(fits)
        .findFirst()
        .orElseThrow(() -> new UserError("no free %s from %d to %d".formatted(what, from, to - 1)));
  }

  private static boolean isFreePort(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress("0.0.0.0", port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
