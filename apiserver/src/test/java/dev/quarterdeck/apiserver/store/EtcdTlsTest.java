package dev.quarterdeck.apiserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.apiserver.store.EtcdConfig.ClientCertificate;
import dev.quarterdeck.client.pki.EtcdCertificates;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("etcd")
@Timeout(60)
class EtcdTlsTest {

  @TempDir static Path ours;
  @TempDir static Path strangers;
  private static EtcdCertificates files;
  private static EtcdCertificates others;
  private static EtcdFixture etcd;

  @BeforeAll
  static void start() throws IOException {
    files = certificates(ours);
    others = certificates(strangers);
    etcd =
        EtcdFixture.startWithTls(
            files.authority(), files.server().certificate(), files.server().key());
  }

  private static EtcdCertificates certificates(Path folder) throws IOException {
    return EtcdCertificates.openOrCreate(
        folder, List.of("localhost"), Time.system(), new SecureRandom());
  }

  @AfterAll
  static void stop() {
    etcd.close();
  }

  private static Optional<ClientCertificate> client(EtcdCertificates of) {
    return Optional.of(new ClientCertificate(of.client().certificate(), of.client().key()));
  }

  private static EtcdStore open(
      String server, EtcdCertificates authority, Optional<ClientCertificate> client) {
    var tls = new EtcdConfig.Tls(Optional.of(authority.authority()), client);
    return EtcdStore.open(
        EtcdConfig.of(List.of(server), tls)
            .withCallTimeout(Duration.ofSeconds(3))
            .withCompactionInterval(Duration.ZERO),
        new SimpleMeterRegistry(),
        Time.system());
  }

  private static String byName() {
    return "https://" + etcd.tlsEndpoint().replace("127.0.0.1", "localhost");
  }

  @Test
  void theClientCertificateOpensEtcd() {
    try (var store = open(byName(), files, client(files))) {
      assertThat(store.create("/registry/a", new byte[] {1}, null))
          .isInstanceOf(Store.WriteResult.Written.class);
    }
  }

  @Test
  void etcdAnswersNobodyWithoutACertificateOfItsAuthority() {
    assertThatNothingIsAnswered(open(byName(), files, client(others)));
    assertThatNothingIsAnswered(open(byName(), files, Optional.empty()));
  }

  @Test
  void nothingIsSentToAnEtcdOfAnotherAuthorityOrName() {
    assertThatNothingIsAnswered(open(byName(), others, client(files)));
    assertThatNothingIsAnswered(open("https://" + etcd.tlsEndpoint(), files, client(files)));
  }

  private static void assertThatNothingIsAnswered(EtcdStore opened) {
    try (var store = opened) {
      assertThatThrownBy(() -> store.get("/registry/a")).isInstanceOf(ApiFault.class);
    }
  }

  @Test
  void filesThatCannotBeUsedAreNamed() {
    var missing = Optional.of(new ClientCertificate(Path.of("/no/crt"), Path.of("/no/key")));
    assertThatThrownBy(() -> open(byName(), files, missing).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/no/crt");
  }
}
