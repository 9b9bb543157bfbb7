package dev.quarterdeck.client.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.model.ApiFault;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class UpgradeTunnelTest {

  private static final String SWITCH =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n";

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private final BlockingQueue<Socket> accepted = new ArrayBlockingQueue<>(4);
  private final BlockingQueue<Integer> statuses = new ArrayBlockingQueue<>(4);
  private ServerSocket backend;
  private HttpServer front;
  private NetClient dialer;
  private Duration patience = Duration.ofSeconds(10);

  @BeforeEach
  void start() throws Exception {
    backend = new ServerSocket(0, 4, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::acceptAll);
    dialer = vertx.createNetClient(new NetClientOptions().setConnectTimeout(2_000));
    front = vertx.createHttpServer();
    front.requestHandler(
        request -> {
          var tunnel = UpgradeTunnel.hold(request);
          var target =
              UpgradeTarget.of("127.0.0.1", backend.getLocalPort(), "/next?x=1")
                  .withhold("authorization")
                  .header("X-Remote-User", "jo")
                  .answerWithin(patience);
          // As servers do: the decision to connect is made on another thread.
          Thread.ofVirtual()
              .start(
                  () ->
                      tunnel
                          .open(dialer, target)
                          .onSuccess(statuses::add)
                          .onFailure(
                              e ->
                                  request
                                      .response()
                                      .setStatusCode(((ApiFault) e).code())
                                      .end(e.getMessage())));
        });
    front.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    backend.close();
    for (var socket : accepted) {
      socket.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private void acceptAll() {
    try {
      while (true) {
        accepted.add(backend.accept());
      }
    } catch (IOException closed) {
      assertThat(backend.isClosed()).isTrue();
    }
  }

  private Socket request(String method, String behind) throws IOException {
    var socket = new Socket("127.0.0.1", front.actualPort());
    socket.setSoTimeout(10_000);
    write(
        socket,
        method
            + " /exec HTTP/1.1\r\nHost: front\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
            + "Authorization: Bearer secret\r\nX-Stream-Protocol-Version: v4\r\n"
            + "X-Stream-Protocol-Version: v3\r\nContent-Length: 0\r\n\r\n"
            + behind);
    return socket;
  }

  private Socket target() throws InterruptedException, IOException {
    var socket = accepted.poll(5, TimeUnit.SECONDS);
    assertThat(socket).as("the tunnel dials").isNotNull();
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    socket.getOutputStream().flush();
  }

  private static String readHead(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(US_ASCII).endsWith("\r\n\r\n")) {
      var b = in.read();
      assertThat(b).as("end of stream within the head: " + head).isNotNegative();
      head.write(b);
    }
    return head.toString(US_ASCII);
  }

  private static String read(InputStream in, int length) throws IOException {
    return new String(in.readNBytes(length), US_ASCII);
  }

  @Test
  void postUpgradeLosesNoByteSentRightBehindEitherHead() throws Exception {
    try (var client = request("POST", "early from client");
        var target = target()) {
      var head = readHead(target.getInputStream());
      assertThat(head)
          .startsWith("POST /next?x=1 HTTP/1.1\r\n")
          .contains("Upgrade: SPDY/3.1\r\n", "X-Remote-User: jo\r\n", "Content-Length: 0\r\n")
          .contains("X-Stream-Protocol-Version: v4\r\n", "X-Stream-Protocol-Version: v3\r\n")
          .contains("Host: 127.0.0.1:" + backend.getLocalPort())
          .doesNotContain("secret");
      write(target, SWITCH + "early from target");

      assertThat(readHead(client.getInputStream())).isEqualTo(SWITCH);
      assertThat(read(client.getInputStream(), 17)).isEqualTo("early from target");
      assertThat(read(target.getInputStream(), 17)).isEqualTo("early from client");
      assertThat(statuses.poll(5, TimeUnit.SECONDS)).isEqualTo(101);
    }
  }

  @Test
  void bytesGoBothWaysOverGet() throws Exception {
    try (var client = request("GET", "");
        var target = target()) {
      readHead(target.getInputStream());
      write(target, SWITCH);
      readHead(client.getInputStream());
      for (var i = 0; i < 50; i++) {
        write(client, "ping" + (i % 10));
        assertThat(read(target.getInputStream(), 5)).isEqualTo("ping" + (i % 10));
        write(target, "pong");
        assertThat(read(client.getInputStream(), 4)).isEqualTo("pong");
      }
    }
  }

  @Test
  void anEndedDirectionLeavesTheOtherOpen() throws Exception {
    try (var client = request("GET", "");
        var target = target()) {
      readHead(target.getInputStream());
      write(target, SWITCH);
      readHead(client.getInputStream());
      write(client, "last words");
      client.shutdownOutput();
      assertThat(new String(target.getInputStream().readAllBytes(), US_ASCII))
          .isEqualTo("last words");
      write(target, "still heard");
      assertThat(read(client.getInputStream(), 11)).isEqualTo("still heard");
      target.shutdownOutput();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aClosedTargetEndsTheClientAfterTheLastByte() throws Exception {
    try (var client = request("GET", "");
        var target = target()) {
      readHead(target.getInputStream());
      write(target, SWITCH);
      readHead(client.getInputStream());
      var lot = "x".repeat(3_000_000);
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  write(target, lot);
                  target.close();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      assertThat(client.getInputStream().readAllBytes()).hasSize(lot.length());
    }
  }

  @Test
  void aSlowReaderStopsTheWriter() throws Exception {
    try (var client = request("GET", "");
        var target = target()) {
      readHead(target.getInputStream());
      write(target, SWITCH);
      readHead(client.getInputStream());
      var total = 64 << 20;
      var written = new CompletableFuture<Integer>();
      var progress = new AtomicInteger();
      Thread.ofVirtual()
          .start(
              () -> {
                var block = new byte[64 << 10];
                try {
                  while (progress.get() < total) {
                    target.getOutputStream().write(block);
                    progress.addAndGet(block.length);
                  }
                  target.close();
                  written.complete(progress.get());
                } catch (IOException e) {
                  written.completeExceptionally(e);
                }
              });
      awaitStill(progress, written);
      assertThat(progress.get()).as("bytes taken while nobody reads").isLessThan(total / 2);
      client.getInputStream().transferTo(OutputStream.nullOutputStream());
      assertThat(written.get(10, TimeUnit.SECONDS)).isEqualTo(total);
    }
  }

  /** Waits until the writer has made no progress for 300 ms. */
  private static void awaitStill(AtomicInteger progress, CompletableFuture<Integer> written)
      throws Exception {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    for (var last = -1; progress.get() != last || last == 0; ) {
      last = progress.get();
      assertThat(System.nanoTime()).as("the writer never stops").isLessThan(deadline);
      assertThatThrownBy(() -> written.get(300, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
    }
  }

  @Test
  void aRefusalIsRelayedAndEndsTheConnection() throws Exception {
    try (var client = request("POST", "");
        var target = target()) {
      readHead(target.getInputStream());
      write(
          target,
          "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nConnection: keep-alive\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n3\r\nno \r\n3\r\nway\r\n0\r\n\r\n");
      var answer = new String(client.getInputStream().readAllBytes(), US_ASCII);
      assertThat(answer)
          .startsWith("HTTP/1.1 403 Forbidden\r\n")
          .containsIgnoringCase("content-length: 6")
          .containsIgnoringCase("connection: close")
          .containsIgnoringCase("content-type: text/plain")
          .endsWith("\r\n\r\nno way");
      assertThat(target.getInputStream().read()).isEqualTo(-1);
      assertThat(statuses.poll(5, TimeUnit.SECONDS)).isEqualTo(403);
    }
  }

  @Test
  void anUnreachableTargetIsAFault() throws Exception {
    backend.close();
    try (var client = request("POST", "")) {
      var answer = new String(client.getInputStream().readAllBytes(), US_ASCII);
      assertThat(answer)
          .startsWith("HTTP/1.1 500")
          .contains(
              "error dialing backend: dial tcp 127.0.0.1:%d: connect: connection refused"
                  .formatted(backend.getLocalPort()));
    }
  }

  @Test
  void aSilentTargetIsAFault() throws Exception {
    patience = Duration.ofMillis(50);
    try (var client = request("GET", "");
        var target = target()) {
      var answer = new String(client.getInputStream().readAllBytes(), US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 504").contains("gave no answer");
      readHead(target.getInputStream());
      assertThat(target.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aTargetThatSpeaksNoHttpIsAFault() throws Exception {
    try (var client = request("GET", "");
        var target = target()) {
      readHead(target.getInputStream());
      write(target, "220 mail ready\r\n\r\n");
      assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII))
          .startsWith("HTTP/1.1 500");
    }
  }
}
