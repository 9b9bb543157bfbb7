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
 * Chooses a new lab's addresses and ports so that it fits beside the labs already there. A lab with
 * hosts takes its slot at once, by making the slot's bridge: of two that start at the same moment
 * from different folders the kernel lets one.
 */
public final class LabPlanner {

  private static final int API_PORT = 6443;
  private static final int ETCD_PORT = 23790;
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Path base;

  /**
   * @param base where labs keep their files
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
    var others = LabFolder.all(base);
    var taken = others.stream().map(LabSpec::slot).collect(Collectors.toSet());
    var slot =
        first(
            0,
            LabSpec.SLOTS,
            candidate ->
                !taken.contains(candidate) && (simulated ? free(candidate) : take(candidate)),
            "slot");
    var promised = others.stream().map(LabSpec::apiPort).collect(Collectors.toSet());
    var api =
        apiPort != null
            ? apiPort
            : port(API_PORT, slot, 1, port -> !promised.contains(port) && isFree(port));
    var promisedEtcd = others.stream().map(LabSpec::etcdPort).collect(Collectors.toSet());
    var etcd =
        etcdPort != null
            ? etcdPort
            : port(
                ETCD_PORT,
                slot,
                2,
                port -> !promisedEtcd.contains(port) && isFree(port) && isFree(port + 1));
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

  /** Whether no bridge of another folder's lab has that slot. */
  private static boolean free(int slot) {
    return !Files.exists(Path.of("/sys/class/net", bridge(slot)));
  }

  /** What the machine has routes to stays reachable: those of a lab would come before them. */
  private static boolean take(int slot) {
    return free(slot)
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
   * Each slot has a port of its own, since a lab of another folder may leave its port for a moment
   * while its server starts again; the first free one above all slots' when that is taken.
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

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress("0.0.0.0", port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
