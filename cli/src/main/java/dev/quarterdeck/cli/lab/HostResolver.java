package dev.quarterdeck.cli.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The resolv.conf that the lab's hosts look up names outside the cluster by: this machine's own,
 * unless its server listens on this machine's loopback device, which hosts do not reach.
 */
final class HostResolver {

  private static final Path USUAL = Path.of("/etc/resolv.conf");

  /** Names the servers that systemd-resolved asks behind its own address 127.0.0.53. */
  private static final Path BEHIND_SYSTEMD = Path.of("/run/systemd/resolve/resolv.conf");

  private HostResolver() {}

  /**
   * @param home the host's folder, where a copy goes of what the host does not see: it has a /run
   *     of its own
   */
  static Path file(Path home) throws IOException {
    if (!Files.exists(USUAL)) {
      return USUAL;
    }
    var local = isLocal(Files.readAllLines(USUAL)) && Files.exists(BEHIND_SYSTEMD);
    if (!local && USUAL.toRealPath().equals(USUAL)) {
      return USUAL;
    }
    var copy = Files.createDirectories(home).resolve("resolv.conf");
    return Files.writeString(copy, Files.readString(local ? BEHIND_SYSTEMD : USUAL));
  }

  /** Whether all servers are on the loopback device. */
  static boolean isLocal(List<String> lines) {
    var servers =
        lines.stream().map(String::strip).filter(l -> l.startsWith("nameserver")).toList();
    return !servers.isEmpty()
        && servers.stream().allMatch(line -> line.matches("nameserver\\s+(127\\..*|::1\\b.*)"));
  }
}
