package dev.quarterdeck.apiserver.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.apiserver.request.Limits;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that ask and do not read, or send what nobody wants. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnreadAnswersTest {

  private static final int STREAMS = 900;
  private static final Duration UNDER_ATTACK = Duration.ofSeconds(15);
  private static final int GET = 0x82;
  private static final int POST = 0x83;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int END_HEADERS = 4;
  private static final int END_STREAM_AND_HEADERS = 5;

  /** An HTTP/2 connection whose every stream may send nothing back but heads. */
  private static Socket withoutWindow(int port) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    var out = socket.getOutputStream();
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    var initialWindowOfZero = new byte[] {0, 4, 0, 0, 0, 0};
    out.write(frame(SETTINGS, 0, 0, initialWindowOfZero));
    return socket;
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) 0)
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** HPACK: the method and scheme of the static table, the rest in plain text. */
  private static byte[] head(int method, String path) {
    var head = new ByteArrayOutputStream();
    head.write(method);
    head.write(0x86);
    head.write(0x04);
    text(head, path);
    head.write(0x01);
    text(head, "localhost");
    head.write(0x00);
    text(head, "authorization");
    text(head, "Bearer stranger");
    return head.toByteArray();
  }

  private static void text(ByteArrayOutputStream head, String text) {
    head.write(text.length());
    head.writeBytes(text.getBytes(US_ASCII));
  }

  private static void ask(Socket socket, String path, int requests) throws IOException {
    var all = new ByteArrayOutputStream();
    for (var i = 0; i < requests; i++) {
      all.writeBytes(frame(HEADERS, END_STREAM_AND_HEADERS, 2 * i + 1, head(GET, path)));
    }
    socket.getOutputStream().write(all.toByteArray());
  }

  @Test
  void aSmallServerOutlivesNineHundredUnreadDocuments() throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var server =
        new ProcessBuilder(
                java,
                "-Xmx256m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                DevServer.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var said = server.inputReader()) {
      var address = said.readLine().replace("listening on ", "");
      var api = new Api(address);
      assertThat(api.get("/openapi/v2").code()).isEqualTo(200);
      try (var hostile = withoutWindow(Integer.parseInt(address.replaceFirst(".*:", "")))) {
        ask(hostile, "/openapi/v2", STREAMS);
        var end = System.nanoTime() + UNDER_ATTACK.toNanos();
        while (System.nanoTime() < end) {
          assertThat(api.get("/api/v1/namespaces/default").code()).isEqualTo(200);
          assertThat(server.isAlive()).isTrue();
        }
        assertThat(api.get("/openapi/v2").code()).as("others are given documents").isEqualTo(200);
      }
    } finally {
      server.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static void awaitReset(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    var in = new DataInputStream(socket.getInputStream());
    int type;
    do {
      var length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      type = in.readUnsignedByte();
      in.skipNBytes(5 + length);
    } while (type != RESET);
  }

  private static DevServer impatient() {
    var patience = new Limits.Patience(Duration.ofSeconds(1), Duration.ofSeconds(1));
    return DevServer.start(Limits.DEFAULT.withPatience(patience));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/version", "/api/v1/namespaces", "/openapi/v2"})
  void aStreamThatIsNotReadIsReset(String path) throws Exception {
    try (var server = impatient();
        var socket = withoutWindow(server.port())) {
      ask(socket, path, 1);
      awaitReset(socket);
    }
  }

  @Test
  void aConnectionThatIsNotReadIsClosed() throws Exception {
    try (var server = impatient();
        var socket = new Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      var request = "GET /openapi/v2 HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII);
      var out = socket.getOutputStream();
      assertThatThrownBy(
              () -> {
                while (true) {
                  out.write(request);
                  LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void nothingIsReadOfABodyThatWasRefused() throws Exception {
    try (var server = DevServer.start();
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      var out = socket.getOutputStream();
      out.write(
          "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n"
              .formatted(Api.MAPS)
              .getBytes(US_ASCII));
      var sent = new AtomicLong();
      assertThatThrownBy(
              () -> {
                while (true) {
                  out.write(new byte[64 * 1024]);
                  sent.addAndGet(64 * 1024);
                }
              })
          .isInstanceOf(IOException.class);
      assertThat(sent.get()).as("what the system's buffers hold").isLessThan(16L << 20);
    }
  }

  @Test
  void aStreamWhoseBodyWasRefusedIsEnded() throws Exception {
    try (var server = DevServer.start();
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      var out = socket.getOutputStream();
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
      out.write(frame(SETTINGS, 0, 0, new byte[0]));
      var head = new ByteArrayOutputStream();
      head.writeBytes(head(POST, Api.MAPS));
      head.write(0x00);
      text(head, "content-length");
      text(head, "1000000000");
      out.write(frame(HEADERS, END_HEADERS, 1, head.toByteArray()));
      awaitReset(socket);
    }
  }
}
