package dev.quarterdeck.apiserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EtcdConfigTest {

  private static final EtcdConfig.Tls TLS = new EtcdConfig.Tls(Optional.empty(), Optional.empty());

  @Test
  void serversOfOneSchemeBecomeEndpoints() {
    var secure = EtcdConfig.of(List.of("https://a.example:2379", "https://[::1]:23790/"), TLS);
    assertThat(secure.endpoints()).containsExactly("a.example:2379", "[::1]:23790");
    assertThat(secure.tls()).hasValue(TLS);

    var plain = EtcdConfig.of(List.of("http://127.0.0.1:2379"), TLS);
    assertThat(plain.endpoints()).containsExactly("127.0.0.1:2379");
    assertThat(plain.tls()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:2379",
        "localhost",
        "https://127.0.0.1",
        "https://:2379",
        "ftp://127.0.0.1:2379",
        "https://127.0.0.1:2379/v3",
        "https://a b:1",
        "unix:///run/etcd.sock",
        ""
      })
  void anythingElseIsRefusedByName(String server) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EtcdConfig.of(List.of("https://127.0.0.1:2379", server), TLS))
        .withMessage("an etcd server must be http://host:port or https://host:port, not " + server);
  }

  @Test
  void schemesAreNotMixed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EtcdConfig.of(List.of("https://a:1", "http://b:2"), TLS))
        .withMessageContaining("https://a:1,http://b:2");
  }
}
