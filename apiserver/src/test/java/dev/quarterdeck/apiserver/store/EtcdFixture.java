package dev.quarterdeck.apiserver.store;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/**
 * A real etcd for a test: private data folder, free ports on loopback, gone afterwards. It dies
 * with the JVM even when that is killed: the kernel's parent-death signal sees to it.
 *
 * <pre>{@code
 * try (var etcd = EtcdFixture.start()) {
 *   var store = EtcdStore.open(EtcdConfig.plain(etcd.endpoint()), registry, Time.system());
 * }
 * }</pre>
 */
public final class EtcdFixture implements AutoCloseable {

  private static final String FOLDER_PREFIX = "quarterdeck-etcd-";
  private static final Duration START_DEADLINE = Duration.ofSeconds(20);

  private final Path folder;
  private final int clientPort;
  private final int peerPort;
  private final int tlsPort;
  private final List<String> flags;
  private Process process;

  private EtcdFixture(List<String> flags) throws IOException {
    this.flags = List.copyOf(flags);
    this.folder = Files.createTempDirectory(FOLDER_PREFIX + ProcessHandle.current().pid() + "-");
    try (var client = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var tls = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.clientPort = client.getLocalPort();
      this.peerPort = peer.getLocalPort();
      this.tlsPort = tls.getLocalPort();
    }
  }

  /** Starts etcd, durable as in production, and waits until it is healthy. */
  public static EtcdFixture start(String... extraFlags) {
    try {
      removeLeftovers();
      var fixture = new EtcdFixture(List.of(extraFlags));
      Runtime.getRuntime().addShutdownHook(new Thread(fixture::close));
      fixture.restart();
      return fixture;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts etcd with a TLS port besides the plain one, for clients with a certificate of the
   * authority.
   */
  public static EtcdFixture startWithTls(Path authority, Path certificate, Path key) {
    return start(
        "--client-cert-auth",
        "--trusted-ca-file=" + authority,
        "--cert-file=" + certificate,
        "--key-file=" + key);
  }

  /** {@code host:port} of the client API over TLS, for {@link #startWithTls}. */
  public String tlsEndpoint() {
    return "127.0.0.1:" + tlsPort;
  }

  /** {@code host:port} of the client API. */
  public String endpoint() {
    return "127.0.0.1:" + clientPort;
  }

  /** kill -9; the data stays. */
  public void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("etcd survived kill -9");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts etcd again on the same data and ports, and waits until it is healthy. */
  public void restart() {
    process = spawn();
    awaitHealthy();
  }

  private List<String> command() {
    var client = "http://127.0.0.1:" + clientPort;
    var tls = flags.contains("--client-cert-auth") ? ",https://127.0.0.1:" + tlsPort : "";
    var peer = "http://127.0.0.1:" + peerPort;
    var command =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--pdeathsig",
                "KILL",
                "etcd",
                "--name",
                "test",
                "--data-dir",
                folder.resolve("data").toString(),
                "--listen-client-urls",
                client + tls,
                "--advertise-client-urls",
                client,
                "--listen-peer-urls",
                peer,
                "--initial-advertise-peer-urls",
                peer,
                "--initial-cluster",
                "test=" + peer,
                "--log-level",
                "warn"));
    command.addAll(flags);
    return command;
  }

  /**
   * The parent-death signal follows the thread that started the process, so that thread stays until
   * the process has ended.
   */
  private Process spawn() {
    var started = new CompletableFuture<Process>();
    Thread.ofPlatform()
        .daemon()
        .name("etcd-fixture")
        .start(
            () -> {
              try {
                var log = folder.resolve("etcd.log").toFile();
                var child =
                    new ProcessBuilder(command())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                        .start();
                started.complete(child);
                child.waitFor();
              } catch (IOException | InterruptedException e) {
                started.completeExceptionally(e);
              }
            });
    return started.join();
  }

  private void awaitHealthy() {
    try {
      await("etcd is healthy")
          .atMost(START_DEADLINE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(10))
          .failFast("etcd ended", () -> !process.isAlive())
          .until(this::healthy);
    } catch (ConditionTimeoutException | TerminalFailureException e) {
      throw new IllegalStateException("etcd did not start:\n" + log(), e);
    }
  }

  private boolean healthy() {
    try (var socket = new java.net.Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", clientPort), 500);
    } catch (IOException e) {
      return false;
    }
    try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://" + endpoint() + "/health"))
              .timeout(Duration.ofSeconds(2))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body().contains("true");
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while etcd started", e);
    }
  }

  /** What etcd logged so far. */
  public String log() {
    try {
      return Files.readString(folder.resolve("etcd.log"));
    } catch (IOException e) {
      return "no log: " + e.getMessage();
    }
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
    remove(folder);
  }

  /** Folders of JVMs that were killed; their etcd died with them. */
  private static void removeLeftovers() throws IOException {
    var temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (var folders = Files.newDirectoryStream(temporary, FOLDER_PREFIX + "*-*")) {
      for (var folder : folders) {
        var owner = folder.getFileName().toString().split("-")[2];
        if (ProcessHandle.of(Long.parseLong(owner)).isEmpty()) {
          removeLeftover(folder);
        }
      }
    }
  }

  private static void removeLeftover(Path folder) {
    try {
      remove(folder);
    } catch (UncheckedIOException e) {
      if (!(e.getCause() instanceof NoSuchFileException)) { // Another JVM was quicker.
        throw e;
      }
    }
  }

  private static void remove(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + folder, e);
    }
  }
}
