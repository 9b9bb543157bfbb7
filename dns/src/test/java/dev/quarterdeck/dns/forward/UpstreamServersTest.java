package dev.quarterdeck.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.model.time.SteppedTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;

class UpstreamServersTest {

  private static final InetSocketAddress SELF = server("127.0.53.1");

  @TempDir Path folder;
  private final SteppedTime time = new SteppedTime(Instant.EPOCH);

  private static InetSocketAddress server(String address) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), 53);
  }

  private UpstreamServers servers(Path resolvConf) {
    var config =
        new ForwardConfig(
            resolvConf,
            Map.of(),
            Set.of(SELF),
            1,
            1,
            1,
            1,
            Duration.ofMillis(1),
            Duration.ofMillis(1));
    return new UpstreamServers(config, new UpstreamQuery(new Random(1)), time, new Random(1));
  }

  private static List<InetSocketAddress> any(UpstreamServers servers) {
    return servers.of(Name.fromConstantString("example.com."));
  }

  @Test
  void readsWhatLibcReads() {
    assertThat(
            ResolvConf.servers(
                List.of(
                    "# nameserver 127.0.53.9",
                    "; a comment",
                    "search example.com",
                    "nameserver 127.0.53.2",
                    "  nameserver\t127.0.53.3  # the second",
                    "nameserver",
                    "nameserver not-an-address",
                    "nameserver 127.0.53.2",
                    "nameserver ::1",
                    "options ndots:5")))
        .containsExactly(server("127.0.53.2"), server("127.0.53.3"), server("::1"));
  }

  @Test
  void leavesOutItself() throws Exception {
    var file = folder.resolve("resolv.conf");
    Files.writeString(file, "nameserver 127.0.53.1\nnameserver 127.0.53.2\n");
    try (var servers = servers(file).start()) {
      assertThat(any(servers)).containsExactly(server("127.0.53.2"));
    }
    Files.writeString(file, "nameserver 127.0.53.1\n");
    try (var servers = servers(file).start()) {
      assertThat(any(servers)).isEmpty();
    }
  }

  @Test
  void followsTheFile() throws Exception {
    var file = folder.resolve("resolv.conf");
    try (var servers = servers(file).start()) {
      assertThat(any(servers)).isEmpty();
      for (var address : List.of("127.0.53.2", "127.0.53.3")) {
        assertThat(time.awaitWaiters(1, Duration.ofSeconds(5))).isTrue();
        Files.writeString(file, "nameserver " + address + "\n");
        time.advance(Duration.ofSeconds(5));
        assertThat(time.awaitWaiters(1, Duration.ofSeconds(5))).isTrue();
        assertThat(any(servers)).containsExactly(server(address));
      }
      Files.delete(file);
      time.advance(Duration.ofSeconds(5));
      assertThat(time.awaitWaiters(1, Duration.ofSeconds(5))).isTrue();
      assertThat(any(servers)).as("the last that were known").hasSize(1);
    }
  }
}
