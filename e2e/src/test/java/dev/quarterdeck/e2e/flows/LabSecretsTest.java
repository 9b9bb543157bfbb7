package dev.quarterdeck.e2e.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.cli.process.Command;
import dev.quarterdeck.e2e.fixture.LabExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others on the lab's machine can learn of it: other users, and pods. */
@Tag("lab")
class LabSecretsTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @RegisterExtension static final LabExtension LAB = LabExtension.ofNodes(2);

  private static Path pki() {
    return LAB.lab().folder().root().resolve("pki");
  }

  /** Asks one of etcd's ports, as a user of the machine with these options. */
  private static Command.Outcome ask(String scheme, int port, String path, String... options) {
    var words = new ArrayList<>(List.of("curl", "-sS", "-k", "--http1.1", "--max-time", "5"));
    words.addAll(List.of(options));
    words.add("%s://127.0.0.1:%d%s".formatted(scheme, port, path));
    return Command.attempt(LIMIT, "", words);
  }

  private static String[] certificate(String name) {
    return new String[] {
      "--cert", pki().resolve(name + ".crt").toString(),
      "--key", pki().resolve(name + ".key").toString()
    };
  }

  @ParameterizedTest
  @CsvSource({"0, /health", "0, /version", "1, /members", "1, /version"})
  void etcdAnswersNobodyWithoutItsOwnCertificates(int portOffset, String path) {
    var port = LAB.lab().spec().etcdPort() + portOffset;
    assertThat(ask("http", port, path).succeeded()).isFalse();
    assertThat(ask("https", port, path).succeeded()).isFalse();
    assertThat(ask("https", port, path, certificate("admin")).succeeded())
        .as("the cluster's administrator")
        .isFalse();
    assertThat(ask("https", port, path, certificate("apiserver-etcd-client")).output())
        .as("the API server")
        .matches("(?s)[\\[{].*");
  }

  @Test
  void theLabsFolderIsItsOwnersAlone() throws Exception {
    var root = LAB.lab().folder().root();
    assertThat(permissions(root)).isEqualTo("rwx------");
    try (Stream<Path> files = Files.walk(pki())) {
      assertThat(files.filter(file -> file.toString().matches(".*\\.(key|kubeconfig)")))
          .hasSizeGreaterThan(5)
          .allSatisfy(file -> assertThat(permissions(file)).isEqualTo("rw-------"));
    }
    assertThat(permissions(LAB.lab().folder().kubeconfig())).isEqualTo("rw-------");
  }

  private static String permissions(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
