package dev.quarterdeck.apiserver.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EtcdFaultsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "UNAVAILABLE | etcdserver: leader changed | etcdserver: leader changed",
        "UNAVAILABLE | io exception~Channel Pipeline: [a, b] | io exception",
        "DEADLINE_EXCEEDED | deadline exceeded after 9.9s. Name resolution delay 0.0 seconds. "
            + "[closed=[], open=[[wait_for_ready, last_error: Status{code=UNAVAILABLE, "
            + "cause=io.netty.channel.AbstractChannel$AnnotatedConnectException: Connection refused: "
            + "/127.0.0.1:2379~Caused by: java.net.ConnectException: Connection refused~"
            + "\tat java.base/sun.nio.ch.Net.pollConnect(Native Method)~}]]] "
            + "| deadline exceeded after 9.9s. Name resolution delay 0.0 seconds: Connection refused",
      })
  void theUserSeesOneLineAndNoStackTrace(Status.Code code, String description, String words) {
    var failure =
        code.toStatus().withDescription(description.replace('~', '\n')).asRuntimeException();
    assertThat(EtcdFaults.fault(failure).getMessage())
        .contains(words)
        .doesNotContain("\n", "\tat ", "Pipeline", "closed=");
  }
}
