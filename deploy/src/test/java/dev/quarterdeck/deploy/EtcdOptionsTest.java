package dev.quarterdeck.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.quarterdeck.apiserver.store.EtcdConfig;
import dev.quarterdeck.apiserver.store.EtcdConfig.ClientCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class EtcdOptionsTest {

  @TempDir Path pki;

  private EtcdConfig config(String arguments) throws IOException {
    var options = new ControlPlaneOptions();
    new CommandLine(options).parseArgs(arguments.isEmpty() ? new String[0] : arguments.split(" "));
    return options.etcd.config(pki);
  }

  @Test
  void byDefaultEtcdIsSpokenToWithACertificateThatIsMadeForIt() throws IOException {
    var config = config("");
    assertThat(config.endpoints()).containsExactly("127.0.0.1:2379");
    var tls = config.tls().orElseThrow();
    assertThat(tls.certificateAuthority().orElseThrow()).isEqualTo(pki.resolve("etcd/ca.crt"));
    var client = tls.client().orElseThrow();
    assertThat(client.certificate()).isEqualTo(pki.resolve("apiserver-etcd-client.crt")).exists();
    assertThat(client.key()).exists();
    assertThat(pki.resolve("etcd/server.key")).exists();
  }

  @Test
  void whatIsGivenIsTakenAndNothingMade() throws IOException {
    var all =
        config(
            "--etcd-servers=https://a:1,https://b:1 --etcd-cafile=/x/ca --etcd-certfile=/x/crt"
                + " --etcd-keyfile=/x/key");
    assertThat(all.endpoints()).containsExactly("a:1", "b:1");
    assertThat(all.tls())
        .hasValue(
            new EtcdConfig.Tls(
                Optional.of(Path.of("/x/ca")),
                Optional.of(new ClientCertificate(Path.of("/x/crt"), Path.of("/x/key")))));

    var authorityAlone = config("--etcd-servers=https://a:1 --etcd-cafile=/x/ca");
    assertThat(authorityAlone.tls().orElseThrow().client()).isEmpty();
    assertThat(pki).isEmptyDirectory();
  }

  @Test
  void plainHttpIsSpokenWhereItIsAskedFor() throws IOException {
    assertThat(config("--etcd-servers=http://127.0.0.1:2379").tls()).isEmpty();
    assertThat(pki).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--etcd-certfile=/x/crt",
        "--etcd-keyfile=/x/key",
        "--etcd-servers=http://a:1 --etcd-cafile=/x/ca",
        "--etcd-servers=a:1"
      })
  void whatDoesNotGoTogetherIsRefused(String arguments) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(arguments))
        .withMessageContaining("etcd");
  }
}
