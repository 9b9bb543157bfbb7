package dev.quarterdeck.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ApiClientTest {

  @Test
  void aServerThatIsAwayIsToldInTheWordsOfTheConnection() throws IOException {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var config = new ConfigBuilder().withMasterUrl("http://127.0.0.1:" + port).build();
    try (var client = ApiClient.connect(config, "test")) {
      var failure =
          catchThrowableOfType(KubernetesClientException.class, () -> client.nodes().list());
      assertThat(ApiClient.isAnswered(failure)).isFalse();
      assertThat(ApiClient.reason(failure)).contains("Connection refused");
    }
  }

  @Test
  void anAnswerIsToldInTheServersWords() {
    var status = new StatusBuilder().withCode(403).withMessage("nodes is forbidden").build();
    var failure = new KubernetesClientException(status);
    assertThat(ApiClient.isAnswered(failure)).isTrue();
    assertThat(ApiClient.reason(failure)).isEqualTo("nodes is forbidden");
  }
}
