package dev.quarterdeck.apiserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.client.pki.CertificateAuthority;
import dev.quarterdeck.model.ApiFault;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("etcd")
@Timeout(60)
class EtcdTlsTest {

  @Test
  void clientCertificateOpensEtcdAndAStrangersDoesNot(@TempDir Path ours, @TempDir Path strangers)
      throws IOException {
    authority(ours).server(ours, "server", "etcd", List.of("127.0.0.1"));
    try (var etcd =
        EtcdFixture.startWithTls(
            ours.resolve("ca.crt"), ours.resolve("server.crt"), ours.resolve("server.key"))) {
      authority(ours).client(ours, "client", "apiserver", List.of());
      try (var store = open(etcd, ours, ours, Duration.ofSeconds(10))) {
        assertThat(store.create("/registry/a", new byte[] {1}, null))
            .isInstanceOf(Store.WriteResult.Written.class);
      }
      authority(strangers).client(strangers, "client", "apiserver", List.of());
      try (var store = open(etcd, ours, strangers, Duration.ofSeconds(1))) {
        assertThatThrownBy(() -> store.get("/registry/a")).isInstanceOf(ApiFault.class);
      }
    }
  }

  private static CertificateAuthority authority(Path folder) throws IOException {
    return CertificateAuthority.openOrCreate(folder, InstantSource.system(), new SecureRandom());
  }

  private static EtcdStore open(EtcdFixture etcd, Path authority, Path client, Duration timeout) {
    var tls =
        new EtcdConfig.Tls(
            authority.resolve("ca.crt"),
            client.resolve("client.crt"),
            client.resolve("client.key"));
    return EtcdStore.open(
        new EtcdConfig(List.of(etcd.tlsEndpoint()), Optional.of(tls), timeout, Duration.ZERO),
        new SimpleMeterRegistry());
  }
}
