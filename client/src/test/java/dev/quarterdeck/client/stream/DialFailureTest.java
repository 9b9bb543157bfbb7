package dev.quarterdeck.client.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.HttpClosedException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DialFailureTest {

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            "10.0.0.1",
            new ConnectException("Connection refused: /10.0.0.1:80"),
            "dial tcp 10.0.0.1:80: connect: connection refused"),
        Arguments.of(
            "fd00::1",
            new ConnectException("Connection refused"),
            "dial tcp [fd00::1]:80: connect: connection refused"),
        Arguments.of(
            "10.0.0.1",
            new ConnectException("Network is unreachable: /10.0.0.1:80"),
            "dial tcp 10.0.0.1:80: connect: network is unreachable"),
        Arguments.of(
            "10.0.0.1",
            new ConnectTimeoutException("connection timed out after 3500 ms: /10.0.0.1:80"),
            "dial tcp 10.0.0.1:80: i/o timeout"),
        Arguments.of(
            "10.0.0.1",
            new NoRouteToHostException("No route to host"),
            "dial tcp 10.0.0.1:80: connect: no route to host"),
        Arguments.of("web", new UnknownHostException("web"), "dial tcp: lookup web: no such host"),
        Arguments.of("10.0.0.1", new HttpClosedException("closed"), "EOF"),
        Arguments.of("10.0.0.1", new ClosedChannelException(), "EOF"),
        Arguments.of(
            "10.0.0.1",
            new SocketException("Connection reset"),
            "read tcp 10.0.0.1:80: read: connection reset by peer"),
        Arguments.of(
            "10.0.0.1",
            new SSLHandshakeException("no name matches\nat somewhere"),
            "10.0.0.1:80: no name matches"),
        Arguments.of(
            "10.0.0.1", new IllegalStateException(), "10.0.0.1:80: IllegalStateException"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void isWordedAsGoDoes(String host, Throwable failure, String words) {
    assertThat(DialFailure.words(host, 80, failure)).isEqualTo(words);
  }
}
