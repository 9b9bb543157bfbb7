package dev.quarterdeck.apiserver.http.watch;

import static java.net.http.HttpResponse.BodyHandlers.ofInputStream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.answer.Form;
import dev.quarterdeck.apiserver.answer.Presenter;
import dev.quarterdeck.apiserver.http.head.RequestHead;
import dev.quarterdeck.apiserver.request.Body;
import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.apiserver.request.NamedValues;
import dev.quarterdeck.apiserver.request.RequestInfo;
import dev.quarterdeck.apiserver.verb.Watch;
import dev.quarterdeck.apiserver.watchcache.CachedObject;
import dev.quarterdeck.apiserver.watchcache.WatchEvent;
import dev.quarterdeck.apiserver.watchcache.Watcher;
import dev.quarterdeck.client.pki.CertificateAuthority;
import dev.quarterdeck.customkinds.definition.DefinitionKinds;
import dev.quarterdeck.kinds.builtin.BuiltInRegistry;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Reason;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How one watch is sent, with a watcher that is scripted and a client that misbehaves. */
@Timeout(30)
class WatchStreamTest {

  private static final byte[] LINE = new byte[32 * 1024];

  static {
    Arrays.fill(LINE, (byte) 'x');
  }

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final Endless watcher = new Endless();
  private Watcher watched = watcher;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CompletableFuture<WatchStream> running = new CompletableFuture<>();

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** Has events for ever, until it is cut off. */
  private static final class Endless implements Watcher {
    final AtomicInteger polls = new AtomicInteger();
    final CountDownLatch closed = new CountDownLatch(1);
    final AtomicInteger rendered = new AtomicInteger();
    volatile boolean cut;
    volatile byte[] line = LINE;
    volatile int atOnce = 4;

    @Override
    public List<WatchEvent> poll(int max) {
      polls.incrementAndGet();
      return cut ? List.of() : Collections.nCopies(atOnce, new Event(this));
    }

    @Override
    public Optional<ApiFault> ended() {
      return cut ? Optional.of(new ApiFault(Reason.EXPIRED, "too slow")) : Optional.empty();
    }

    @Override
    public void requestBookmark() {}

    @Override
    public void close() {
      closed.countDown();
    }
  }

  private record Event(Endless of) implements WatchEvent.Added {
    @Override
    public long revision() {
      return 1;
    }

    @Override
    public byte[] json() {
      of.rendered.incrementAndGet();
      return of.line;
    }

    @Override
    public CachedObject object() {
      throw new UnsupportedOperationException("the line is all that is sent");
    }
  }

  /** Has the events it was given. */
  private static final class Given implements Watcher {
    final Queue<WatchEvent> events = new ConcurrentLinkedQueue<>();
    final AtomicInteger polls = new AtomicInteger();

    @Override
    public List<WatchEvent> poll(int max) {
      polls.incrementAndGet();
      var taken = new ArrayList<WatchEvent>();
      for (WatchEvent event; taken.size() < max && (event = events.poll()) != null; ) {
        taken.add(event);
      }
      return taken;
    }

    @Override
    public Optional<ApiFault> ended() {
      return Optional.empty();
    }

    @Override
    public void requestBookmark() {}

    @Override
    public void close() {}
  }

  private HttpServer serve() throws Exception {
    return serve(new HttpServerOptions());
  }

  private HttpServerOptions overTls() throws IOException {
    var authority =
        CertificateAuthority.openOrCreate(folder, Clock.systemUTC(), new SecureRandom());
    var server = authority.server(folder, "server", "server", List.of("127.0.0.1"));
    return new HttpServerOptions()
        .setSsl(true)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(server.certificatePem()))
                .addKeyValue(Buffer.buffer(server.privateKeyPem())));
  }

  private static SocketFactory trustingAll() throws GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  private HttpServer serve(HttpServerOptions options) throws Exception {
    var pods =
        new BuiltInRegistry(DefinitionKinds.all())
            .find(GroupVersionResource.core("pods"))
            .orElseThrow();
    var presenter = new Presenter(InstantSource.system());
    return vertx
        .createHttpServer(options.setHost("127.0.0.1"))
        .requestHandler(
            request -> {
              var context = vertx.getOrCreateContext();
              var exchange = exchange(request);
              var lines = new WatchLines(exchange, presenter, pods, Form.JSON, "");
              var stream = new WatchStream(context, request, lines, ended::countDown);
              stream.start(new Watch.Stream(watched, Duration.ofHours(1)));
              running.complete(stream);
            })
        .listen(0)
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private static Exchange exchange(HttpServerRequest request) {
    var query = NamedValues.NONE;
    return Exchange.arrived(
        RequestHead.origin(request, Instant.EPOCH),
        "GET",
        "/",
        RequestHead.headers(request),
        query,
        Body.NONE,
        RequestInfo.read("GET", "/", query));
  }

  private static Socket ask(int port) throws IOException {
    return ask(new Socket(), port);
  }

  private static Socket ask(Socket client, int port) throws IOException {
    client.connect(new InetSocketAddress("127.0.0.1", port));
    client.setSoTimeout(10_000);
    client
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(client.getInputStream().read()).isEqualTo('H');
    return client;
  }

  /** The socket is full once polling has stopped for a while. */
  private void awaitQuiet() {
    var quiet = 0;
    for (var last = -1; quiet < 20; ) {
      var now = watcher.polls.get();
      quiet = now == last && now > 0 ? quiet + 1 : 0;
      last = now;
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  @Test
  void whoDoesNotReadIsNotPolledForAndGoesWhenCutOff() throws Exception {
    try (var client = ask(serve().actualPort())) {
      awaitQuiet();
      watcher.cut = true;
      running.get(10, TimeUnit.SECONDS).wake();
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(watcher.closed.getCount()).isZero();
      assertThat(client.isConnected()).isTrue();
    }
  }

  @Test
  void anEventThatCannotBeWrittenEndsTheWatchWithAReason() throws Exception {
    watcher.line = null;
    try (var client = ask(serve().actualPort())) {
      var answer = new StringBuilder();
      for (int b;
          !answer.toString().contains("\r\n0\r\n") && (b = client.getInputStream().read()) >= 0; ) {
        answer.append((char) b);
      }
      assertThat(answer).contains("\"type\":\"ERROR\"").contains("\"reason\":\"InternalError\"");
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whoReadsAgainIsServedAgain() throws Exception {
    try (var client = ask(serve().actualPort())) {
      awaitQuiet();
      var before = watcher.polls.get();
      client.getInputStream().skipNBytes(64L << 20);
      assertThat(watcher.polls.get()).isGreaterThan(before);
    }
    assertThat(ended.await(10, TimeUnit.SECONDS)).as("the client's going ends it").isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoDoesNotReadHasFewLargeObjectsOnTheirWay(boolean tls) throws Exception {
    watcher.line = new byte[1 << 20];
    watcher.atOnce = 100;
    var port = serve(tls ? overTls() : new HttpServerOptions()).actualPort();
    try (var client = ask(tls ? trustingAll().createSocket() : new Socket(), port)) {
      awaitQuiet();
      assertThat(watcher.rendered.get()).as("MiB taken up by socket buffers").isLessThan(15);
      client.getInputStream().skipNBytes(30L << 20);
      assertThat(watcher.rendered.get()).isGreaterThan(29);
    }
  }

  /**
   * The socket takes a piece while it is being written: the drain handler runs within the write.
   */
  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void whoReadsAsFastAsItCanGetsEachByteOnce(HttpClient.Version version) throws Exception {
    watcher.line = numbered(300_000);
    var address = URI.create("http://127.0.0.1:" + serve().actualPort());
    try (var client = HttpClient.newBuilder().version(version).build()) {
      var body = client.send(HttpRequest.newBuilder(address).build(), ofInputStream()).body();
      for (var i = 0; i < 300; i++) {
        var line = body.readNBytes(watcher.line.length);
        assertThat(Arrays.mismatch(line, watcher.line))
            .as("first wrong byte, line %d", i)
            .isEqualTo(-1);
      }
      client.shutdownNow();
    }
  }

  @Test
  void aBurstsEventsAreSentTogether() throws Exception {
    var given = new Given();
    watched = given;
    watcher.line = "{}\n".getBytes(StandardCharsets.US_ASCII);
    var events = 1_000;
    try (var client = ask(serve().actualPort())) {
      var stream = running.get(10, TimeUnit.SECONDS);
      var began = System.nanoTime();
      for (var i = 0; i < events; i++) {
        given.events.add(new Event(watcher));
        stream.wake();
        LockSupport.parkNanos(1); // Time enough to be polled for by itself.
      }
      for (var lines = 0; lines < events; ) {
        lines += client.getInputStream().read() == '}' ? 1 : 0;
      }
      var millis = (int) Duration.ofNanos(System.nanoTime() - began).toMillis();
      assertThat(given.polls.get()).as("within %d ms", millis).isLessThan(20 + millis);
    }
  }

  /** A line in which any piece that is lost or comes twice shows. */
  private static byte[] numbered(int length) {
    var text = new StringBuilder();
    for (var i = 0; text.length() < length; i++) {
      text.append(i).append(',');
    }
    return text.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
  }
}
