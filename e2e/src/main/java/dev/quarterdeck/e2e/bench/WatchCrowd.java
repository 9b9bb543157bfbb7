package dev.quarterdeck.e2e.bench;

import io.fabric8.kubernetes.client.Config;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.parsetools.RecordParser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Many watches, each on a connection of its own, read by one event loop: it costs little. */
final class WatchCrowd implements AutoCloseable {

  private static final long DEADLINE_SECONDS = 90;
  private static final int HANDSHAKES = 32;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final HttpClient http;
  private final int watches;
  private final AtomicInteger lines = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /**
   * @param watches how many there will be
   */
  WatchCrowd(Path kubeconfig, int watches) {
    this.watches = watches;
    var config = Config.fromKubeconfig(kubeconfig.toFile());
    var server = URI.create(config.getMasterUrl());
    http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(true)
                .setMaxPoolSize(watches)
                .setDefaultHost(server.getHost())
                .setDefaultPort(server.getPort())
                .setTrustOptions(new PemTrustOptions().addCertValue(pem(config.getCaCertData())))
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .addCertValue(pem(config.getClientCertData()))
                        .addKeyValue(pem(config.getClientKeyData()))));
  }

  private static Buffer pem(String data) {
    return Buffer.buffer(Base64.getDecoder().decode(data));
  }

  /**
   * Opens the watches and returns when all are open.
   *
   * @param wanted tells of each line whether it counts
   */
  void open(String path, Predicate<String> wanted) throws Exception {
    var open = new CountDownLatch(watches);
    // More handshakes at once than the server does in ten seconds would be given up by it.
    var handshakes = new Semaphore(HANDSHAKES);
    for (var i = 0; i < watches; i++) {
      handshakes.acquire();
      http.request(HttpMethod.GET, path)
          .compose(HttpClientRequest::send)
          .onSuccess(response -> follow(response, open, wanted))
          .onFailure(failure::set)
          .onComplete(done -> handshakes.release());
    }
    if (!open.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException(open.getCount() + " watches did not open", failure.get());
    }
  }

  private void follow(HttpClientResponse response, CountDownLatch open, Predicate<String> wanted) {
    if (response.statusCode() != 200) {
      failure.set(new IOException("a watch was answered " + response.statusCode()));
      return;
    }
    response.handler(
        RecordParser.newDelimited(
            "\n",
            line -> {
              if (wanted.test(line.toString())) {
                lines.incrementAndGet();
              }
            }));
    open.countDown();
  }

  /** Waits until so many lines that count have come in all. */
  void awaitLines(int count) throws IOException, InterruptedException {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (lines.get() < count) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "%,d of %,d events came".formatted(lines.get(), count), failure.get());
      }
      Thread.sleep(5);
    }
  }

  @Override
  public void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }
}
