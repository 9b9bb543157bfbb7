package dev.quarterdeck.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.store.MemoryStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ShutdownTest {

  /** The caches are fed for as long as requests read from them. */
  @Test
  void requestUnderWayIsAnsweredThoughTheServerCloses() throws Exception {
    var memory = new MemoryStore();
    var held = new Semaphore(0);
    var asked = new Semaphore(0);
    var store =
        Stores.withCalls(
            memory,
            (method, _) -> {
              if (method.equals("currentRevision")
                  && Thread.currentThread().getName().startsWith("request-")) {
                asked.release();
                held.acquire();
              }
            });
    try (var dev = DevServer.setup().store(store).start();
        var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(
                  URI.create(dev.url() + "/api/v1/namespaces/default/configmaps?resourceVersion="))
              .build();
      var answer = client.sendAsync(request, BodyHandlers.ofString());
      asked.acquire();

      var closing = Thread.ofVirtual().start(dev.server()::close);
      while (closing.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait(); // It waits for the request.
      }
      memory.create("/registry/configmaps/default/late", "{\"metadata\":{}}".getBytes(), null);
      held.release(1_000);

      assertThat(answer.get().statusCode()).isEqualTo(200);
      closing.join();
    }
  }
}
