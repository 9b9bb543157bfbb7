package dev.quarterdeck.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.ApiServerConfig.KubeletCredentials;
import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.client.pki.CertificateAuthority;
import dev.quarterdeck.client.pki.Credential;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand connections that never get anywhere, of four sorts: TLS handshakes and heads that do
 * not end, bodies that stop, watchers that do not read. The others must not feel them.
 */
@Timeout(300)
class HostileConnectionsTest {

  private static final int HALF_HANDSHAKES = 700;
  private static final int OF_EACH_SORT = 100;
  private static final int BATCH = 10;
  private static final int REQUESTS = 300;

  /** The machine of the tests may be busy with other things. */
  private static final Duration ALWAYS_FINE = Duration.ofMillis(250);

  @TempDir Path folder;

  private final Vertx good = Vertx.vertx();
  private final Vertx bad = Vertx.vertx();
  private CertificateAuthority authority;
  private DevServer server;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    authority = CertificateAuthority.openOrCreate(folder, Clock.systemUTC(), new SecureRandom());
    var kubelet = authority.client(folder, "kubelet-client", "kube-apiserver", List.of());
    var tls =
        new HttpServerOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setClientAuth(ClientAuth.REQUEST)
            .setKeyCertOptions(
                key(authority.server(folder, "server", "server", List.of("127.0.0.1"))))
            .setTrustOptions(trust());
    server =
        DevServer.start(
            tls,
            new KubeletCredentials(
                bytes(kubelet.certificatePem()),
                bytes(kubelet.privateKeyPem()),
                bytes(authority.certificatePem())));
    client = good.createHttpClient(as("admin", 4));
    assertThat(ask(HttpMethod.POST, Api.MAPS, Api.map("busy", "a", "0"))).isEqualTo(201);
  }

  @AfterEach
  void stop() throws Exception {
    await(bad.close());
    await(good.close());
    server.close();
  }

  @Test
  void slowAndSilentConnectionsLeaveTheOthersUnharmed() throws Exception {
    percentile(); // warms up
    var alone = percentile();

    var opened = silentWatchers();
    opened += sockets(true, OF_EACH_SORT, this::slowBody);
    opened += sockets(true, OF_EACH_SORT, this::slowHead);
    opened += sockets(false, HALF_HANDSHAKES, HostileConnectionsTest::halfHandshake);
    assertThat(opened).as("connections that came to be").isGreaterThan(900);
    percentile(); // fills what buffers the watchers' connections have

    var among = percentile();

    System.out.printf("p99 alone %d µs, among hostile %d µs%n", alone / 1000, among / 1000);
    assertThat(among).isLessThan(Math.max(10 * alone, ALWAYS_FINE.toNanos()));
    assertThat(usedAfterCollection()).as("bytes of heap").isLessThan(512L << 20);
  }

  /** How many of them came to be. */
  private int sockets(boolean tls, int count, Consumer<NetSocket> then) throws Exception {
    var options = new NetClientOptions().setSsl(tls).setTrustAll(true).setConnectTimeout(60_000);
    if (tls) {
      options.setHostnameVerificationAlgorithm("").setSslHandshakeTimeout(60);
    }
    var net = bad.createNetClient(options);
    return inBatches(count, () -> net.connect(server.port(), "127.0.0.1").onSuccess(then::accept));
  }

  /** All at once would be refused by the listen queue, and end the test instead of the server. */
  private static int inBatches(int count, Supplier<Future<?>> open) throws Exception {
    var opened = 0;
    for (var i = 0; i < count / BATCH; i++) {
      var batch = Stream.generate(open).limit(BATCH).toList();
      await(Future.join(batch).otherwiseEmpty());
      opened += (int) batch.stream().filter(Future::succeeded).count();
    }
    return opened;
  }

  private static void halfHandshake(NetSocket socket) {
    socket.write(Buffer.buffer(new byte[] {0x16, 3, 1, 2, 0, 1}));
  }

  private void slowHead(NetSocket socket) {
    socket.write("GET /api/v1/namespaces HTTP/1.1\r\nHost: x\r\nX-Slow: ");
    trickle(socket);
  }

  /** Most of a large body at once, and then hardly anything. */
  private void slowBody(NetSocket socket) {
    socket.write(
        "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n".formatted(Api.MAPS));
    socket.write("x".repeat(1_000_000));
    trickle(socket);
  }

  private void trickle(NetSocket socket) {
    var timer = bad.setPeriodic(500, ignored -> socket.write("x"));
    socket.closeHandler(closed -> bad.cancelTimer(timer));
  }

  private int silentWatchers() throws Exception {
    var watchers = bad.createHttpClient(as("watcher", OF_EACH_SORT).setReceiveBufferSize(8 * 1024));
    return inBatches(
        OF_EACH_SORT,
        () ->
            watchers
                .request(HttpMethod.GET, Api.MAPS + "?watch=true")
                .compose(HttpClientRequest::send)
                .onSuccess(response -> response.exceptionHandler(cut -> {}).pause()));
  }

  /** The time that 99 of 100 requests take at most, in ns; each write is 2 KB to every watcher. */
  private long percentile() throws Exception {
    var times = new long[REQUESTS];
    for (var i = 0; i < REQUESTS; i++) {
      var began = System.nanoTime();
      var code =
          i % 8 == 0
              ? ask(HttpMethod.PUT, Api.MAPS + "/busy", Api.map("busy", "a", "v".repeat(2_000) + i))
              : ask(HttpMethod.GET, Api.MAPS + "/busy", null);
      times[i] = System.nanoTime() - began;
      assertThat(code).isEqualTo(200);
    }
    java.util.Arrays.sort(times);
    return times[REQUESTS * 99 / 100];
  }

  private int ask(HttpMethod method, String path, String body) throws Exception {
    var options = new RequestOptions().setMethod(method).setURI(path);
    return await(
        client
            .request(options)
            .compose(
                request -> {
                  request.putHeader("Content-Type", "application/json");
                  return body == null ? request.send() : request.send(body);
                })
            .compose(response -> response.body().map(whole -> response.statusCode())));
  }

  private static long usedAfterCollection() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private HttpClientOptions as(String user, int connections) throws IOException {
    var credential = authority.client(folder, user, user, List.of("system:masters"));
    return new HttpClientOptions()
        .setSsl(true)
        .setTrustOptions(trust())
        .setKeyCertOptions(key(credential))
        .setMaxPoolSize(connections)
        .setDefaultHost("127.0.0.1")
        .setDefaultPort(server.port());
  }

  private static PemKeyCertOptions key(Credential credential) {
    return new PemKeyCertOptions()
        .addCertValue(Buffer.buffer(credential.certificatePem()))
        .addKeyValue(Buffer.buffer(credential.privateKeyPem()));
  }

  private PemTrustOptions trust() {
    return new PemTrustOptions().addCertValue(Buffer.buffer(authority.certificatePem()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
