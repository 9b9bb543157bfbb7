package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.client.ApiClient;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Many watches, each on a connection of its own, read on few threads: it costs little. */
final class WatchCrowd implements AutoCloseable {

  private static final long DEADLINE_SECONDS = 90;
  private static final int HANDSHAKES = 32;

  private final KubernetesClient client;
  private final int watches;
  private final AtomicInteger lines = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /**
   * @param watches how many there will be
   */
  WatchCrowd(Path kubeconfig, int watches) {
    this.client = ApiClient.connect(kubeconfig, "bench");
    this.watches = watches;
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
      var lines = new Lines(wanted);
      var http = client.getHttpClient();
      var uri = client.getMasterUrl().toURI().resolve(path).toString();
      http.consumeBytes(http.newHttpRequestBuilder().uri(uri).forStreaming().build(), lines::accept)
          .whenComplete(
              (response, refused) -> {
                handshakes.release();
                follow(response, refused, open);
              });
    }
    if (!open.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException(open.getCount() + " watches did not open", failure.get());
    }
  }

  private void follow(HttpResponse<AsyncBody> response, Throwable refused, CountDownLatch open) {
    if (refused != null) {
      failure.set(refused);
    } else if (!response.isSuccessful()) {
      failure.set(new IOException("a watch was answered " + response.code()));
    } else {
      response.body().consume();
      open.countDown();
    }
  }

  /** One watch's text, however it is cut. */
  private final class Lines {
    private final Predicate<String> wanted;
    private String rest = "";

    Lines(Predicate<String> wanted) {
      this.wanted = wanted;
    }

    void accept(List<ByteBuffer> buffers, AsyncBody body) {
      for (var buffer : buffers) {
        rest += StandardCharsets.ISO_8859_1.decode(buffer);
      }
      for (var end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
        if (wanted.test(rest.substring(0, end))) {
          lines.incrementAndGet();
        }
        rest = rest.substring(end + 1);
      }
      body.consume();
    }
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
  public void close() {
    client.close();
  }
}
