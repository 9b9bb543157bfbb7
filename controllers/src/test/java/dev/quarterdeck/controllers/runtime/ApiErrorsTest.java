package dev.quarterdeck.controllers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiErrorsTest {

  @ParameterizedTest
  @CsvSource({
    "0, true",
    "-1, true",
    "429, true",
    "500, true",
    "503, true",
    "403, false",
    "404, false",
    "409, false"
  })
  void anOutageIsNoAnswerOrOneThatTheServerCannotServe(int code, boolean outage) {
    var failure = new KubernetesClientException("failed", code, null);
    assertThat(ApiErrors.isOutage(failure)).isEqualTo(outage);
  }

  @Test
  void aRequestThatDidNotReachTheServerMetAnOutage() {
    var failure = new KubernetesClientException("failed", new IOException("refused"));
    assertThat(ApiErrors.isOutage(failure)).isTrue();
  }
}
