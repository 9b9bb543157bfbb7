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
import java.util.function.Predicate;

/** Watches over REST, each on a connection of its own. */
final class RestWatches implements WatchCrowd.Door {

  private final KubernetesClient client;
  private final String uri;
  private final Predicate<String> wanted;

  /**
   * @param path with the query
   * @param wanted whether a line is an event to count
   */
  RestWatches(Path kubeconfig, String path, Predicate<String> wanted) {
    this.client = ApiClient.connect(kubeconfig, "bench");
    this.uri = client.getMasterUrl().toString().replaceAll("/$", "") + path;
    this.wanted = wanted;
  }

  @Override
  public void open(int number, WatchCrowd.Watch watch) {
    var lines = new Lines(watch);
    var http = client.getHttpClient();
    http.consumeBytes(http.newHttpRequestBuilder().uri(uri).forStreaming().build(), lines::accept)
        .whenComplete((response, refused) -> follow(response, refused, watch));
  }

  private static void follow(
      HttpResponse<AsyncBody> response, Throwable refused, WatchCrowd.Watch watch) {
    if (refused != null) {
      watch.failed(refused);
    } else if (!response.isSuccessful()) {
      watch.failed(new IOException("a watch was answered " + response.code()));
    } else {
      response.body().consume();
      watch.opened();
    }
  }

  /** Splits the response of one watch into lines. */
  private final class Lines {
    private final WatchCrowd.Watch watch;
    private String rest = "";

    Lines(WatchCrowd.Watch watch) {
      this.watch = watch;
    }

    void accept(List<ByteBuffer> buffers, AsyncBody body) {
      for (var buffer : buffers) {
        rest += StandardCharsets.ISO_8859_1.decode(buffer);
      }
      for (var end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
        if (wanted.test(rest.substring(0, end))) {
          watch.event();
        }
        rest = rest.substring(end + 1);
      }
      body.consume();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
