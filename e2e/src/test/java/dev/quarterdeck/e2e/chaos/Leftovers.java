package dev.quarterdeck.e2e.chaos;

import dev.quarterdeck.cli.lab.Lab;
import dev.quarterdeck.cli.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Finds what a lab has left on this machine. */
final class Leftovers {

  private final Lab lab;

  Leftovers(Lab lab) {
    this.lab = lab;
  }

  /** A line for each process, mount, interface, table, rule, route, cgroup and folder. */
  List<String> all() throws IOException {
    var found = new ArrayList<String>();
    for (var pid : processes()) {
      found.add("process " + pid + " " + commandLine(pid));
    }
    var root = lab.folder().root();
    try (var mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
      mounts.filter(line -> line.contains(root.toString())).forEach(found::add);
    }
    names(Path.of("/sys/class/net"), this::isInterface).forEach(n -> found.add("interface " + n));
    var tables = Set.of("table ip " + label(), "table ip " + lab.spec().serviceTable());
    Command.run("nft", "list", "tables").lines().filter(tables::contains).forEach(found::add);
    Command.run("ip", "rule", "show", "priority", routeTable())
        .lines()
        .forEach(rule -> found.add("rule " + rule));
    Command.attempt(
            Duration.ofSeconds(5), "", List.of("ip", "route", "show", "table", routeTable()))
        .output()
        .lines()
        .filter(line -> line.matches("(unreachable |\\d).*"))
        .forEach(route -> found.add("route " + route));
    for (var hierarchy : names(Path.of("/sys/fs/cgroup"), _ -> true)) {
      var group = Path.of("/sys/fs/cgroup", hierarchy, label());
      if (Files.exists(group)) {
        found.add("cgroup " + group);
      }
    }
    if (Files.exists(Path.of("/sys/fs/cgroup", label()))) {
      found.add("cgroup " + label());
    }
    if (Files.exists(root)) {
      found.add("folder " + root);
    }
    return found;
  }

  /** Processes with the lab's folder on their command line; zombies have none. */
  List<String> processes() throws IOException {
    return names(Path.of("/proc"), name -> name.matches("\\d+")).stream()
        .filter(pid -> commandLine(pid).contains(lab.folder().root() + "/"))
        .toList();
  }

  private static String commandLine(String pid) {
    try {
      return Files.readString(Path.of("/proc", pid, "cmdline")).replace('\0', ' ');
    } catch (IOException e) {
      return ""; // it ended meanwhile
    }
  }

  private String label() {
    return lab.spec().label();
  }

  private String routeTable() {
    return Integer.toString(lab.spec().routeTable());
  }

  private boolean isInterface(String name) {
    var slot = lab.spec().slot();
    return name.equals("qdbr" + slot) || name.startsWith("qd" + slot + "n");
  }

  private static List<String> names(Path directory, Predicate<String> wanted) throws IOException {
    try (var entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).filter(wanted).toList();
    }
  }
}
