package dev.quarterdeck.agent.proxy;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A node with two pods on a bridge (10.244.7.0/24) and a machine outside (192.168.77.0/24), each a
 * network namespace. A web server on port 8080 of each tells its name at {@code /} and its client's
 * address at {@code /cgi-bin/client}.
 */
final class TestNetwork implements AutoCloseable {

  private static final List<String> HOSTS = List.of("node", "pod-a", "pod-b", "outside");

  private final String prefix = "qdp" + ProcessHandle.current().pid() + "-";
  private final List<Process> servers = new ArrayList<>();

  private TestNetwork() {}

  static TestNetwork build(Path folder) throws Exception {
    var network = new TestNetwork();
    try {
      network.wire();
      for (var host : List.of("pod-a", "pod-b", "outside")) {
        network.startServer(host, folder.resolve(host));
      }
      return network;
    } catch (Exception e) {
      network.close();
      throw e;
    }
  }

  private String ns(String host) {
    return prefix + host;
  }

  private void wire() throws Exception {
    for (var host : HOSTS) {
      run("ip", "netns", "add", ns(host));
      run("ip", "-n", ns(host), "link", "set", "lo", "up");
    }
    run("ip", "-n", ns("node"), "link", "add", "br0", "type", "bridge");
    run("ip", "-n", ns("node"), "addr", "add", "10.244.7.1/24", "dev", "br0");
    run("ip", "-n", ns("node"), "link", "set", "br0", "up");
    in("node", "sysctl", "-qw", "net.ipv4.ip_forward=1");
    plug("pod-a", "10.244.7.2/24", "10.244.7.1");
    plug("pod-b", "10.244.7.3/24", "10.244.7.1");
    for (var port : List.of("pod-a", "pod-b")) {
      run("ip", "-n", ns("node"), "link", "set", port, "master", "br0");
      run("bridge", "-n", ns("node"), "link", "set", "dev", port, "hairpin", "on");
    }
    plug("outside", "192.168.77.2/24", "192.168.77.1");
    run("ip", "-n", ns("node"), "addr", "add", "192.168.77.1/24", "dev", "outside");
    run("ip", "-n", ns("node"), "route", "add", "default", "via", "192.168.77.2");
  }

  private void plug(String host, String address, String gateway) throws Exception {
    run(
        "ip",
        "link",
        "add",
        host,
        "netns",
        ns("node"),
        "type",
        "veth",
        "peer",
        "name",
        "eth0",
        "netns",
        ns(host));
    run("ip", "-n", ns("node"), "link", "set", host, "up");
    run("ip", "-n", ns(host), "addr", "add", address, "dev", "eth0");
    run("ip", "-n", ns(host), "link", "set", "eth0", "up");
    run("ip", "-n", ns(host), "route", "add", "default", "via", gateway);
  }

  private void startServer(String host, Path home) throws Exception {
    Files.createDirectories(home.resolve("cgi-bin"));
    Files.writeString(home.resolve("index.html"), host);
    var script = home.resolve("cgi-bin/client");
    Files.writeString(
        script, "#!/bin/sh\nprintf 'Content-Type: text/plain\\r\\n\\r\\n%s' \"$REMOTE_ADDR\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    servers.add(
        new ProcessBuilder(
                command(
                    host, "busybox", "httpd", "-f", "-p", "0.0.0.0:8080", "-h", home.toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
    await("a web server in " + host)
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> get(host, "http://127.0.0.1:8080/").equals(host));
  }

  /** The body of an answer, or {@code refused}, or {@code silence}. */
  String get(String from, String url) throws IOException, InterruptedException {
    var uri = URI.create(url);
    var port = uri.getPort() < 0 ? 80 : uri.getPort();
    var script =
        "exec 3<>/dev/tcp/%s/%d && printf 'GET %s HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3"
            .formatted(uri.getHost(), port, uri.getPath());
    var result = execute(command(from, "timeout", "3", "bash", "-c", script));
    if (result.code == 0) {
      return result.output.substring(result.output.indexOf("\r\n\r\n") + 4).strip();
    }
    return result.output.contains("refused") ? "refused" : "silence";
  }

  Nft nft() {
    return new Nft(new dev.quarterdeck.agent.tool.Tool(command("node", "nft")));
  }

  boolean seesBridged() throws IOException, InterruptedException {
    return execute(command("node", "cat", "/proc/sys/net/bridge/bridge-nf-call-iptables"))
        .output
        .strip()
        .equals("1");
  }

  void setSeesBridged(boolean sees) throws IOException, InterruptedException {
    in("node", "sysctl", "-qw", "net.bridge.bridge-nf-call-iptables=" + (sees ? 1 : 0));
  }

  private List<String> command(String host, String... command) {
    var line = new ArrayList<>(List.of("ip", "netns", "exec", ns(host)));
    line.addAll(List.of(command));
    return line;
  }

  private void in(String host, String... command) throws IOException, InterruptedException {
    run(command(host, command).toArray(String[]::new));
  }

  private static void run(String... command) throws IOException, InterruptedException {
    var result = execute(List.of(command));
    if (result.code != 0) {
      throw new IOException(String.join(" ", command) + ": " + result.output);
    }
  }

  private record Result(int code, String output) {}

  private static Result execute(List<String> command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var out = process.getInputStream()) {
      var output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } finally {
      process.destroyForcibly();
    }
  }

  @Override
  public void close() {
    servers.forEach(Process::destroyForcibly);
    for (var host : HOSTS) {
      try {
        execute(List.of("ip", "netns", "del", ns(host)));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
