package dev.quarterdeck.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.apiserver.Stores;
import dev.quarterdeck.apiserver.endpoints.ServerLeases;
import dev.quarterdeck.apiserver.store.MemoryStore;
import dev.quarterdeck.model.time.SteppedTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What lies behind the Service {@code default/kubernetes}. */
@Timeout(60)
class KubernetesEndpointsTest {

  private static final String ENDPOINTS = "/api/v1/namespaces/default/endpoints/kubernetes";
  private static final String SLICE =
      "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes";

  private final SteppedTime time = new SteppedTime(Instant.EPOCH);
  private final MemoryStore store = new MemoryStore(time, MemoryStore.DEFAULT_HISTORY);

  @AfterEach
  void close() {
    store.close();
  }

  private DevServer start(String address) {
    return DevServer.setup().store(Stores.shared(store)).time(time).advertise(address).start();
  }

  private static List<String> texts(JsonNode list, String pointer) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(node -> node.at(pointer).asText())
        .toList();
  }

  /** The servers that Endpoints name; the EndpointSlice must agree. */
  private static List<String> servers(DevServer server) {
    var api = new Api(server.url());
    var subsets = api.get(ENDPOINTS).json().at("/subsets/0/addresses");
    var servers = texts(subsets, "/ip");
    var slice = api.get(SLICE).json();
    return texts(slice.path("endpoints"), "/addresses/0").equals(servers)
        ? servers
        : List.of("the slice differs: " + slice);
  }

  private void passes(Duration step) {
    try {
      time.settle(Duration.ofSeconds(5));
      time.advance(step);
      time.settle(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyServerIsThereAsSoonAsItHasStarted() {
    try (var first = start("10.0.0.1")) {
      assertThat(servers(first)).containsExactly("10.0.0.1");
      var endpoints = new Api(first.url()).get(ENDPOINTS).json();
      assertThat(endpoints.at("/subsets/0/ports/0").toString())
          .isEqualTo("{\"name\":\"https\",\"port\":6443,\"protocol\":\"TCP\"}");
      assertThat(endpoints.at("/metadata/labels").toString())
          .isEqualTo("{\"endpointslice.kubernetes.io/skip-mirror\":\"true\"}");
      try (var second = start("10.0.0.2")) {
        assertThat(servers(first)).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(servers(second)).containsExactly("10.0.0.1", "10.0.0.2");
      }
      assertThat(servers(first)).as("one that ends goes at once").containsExactly("10.0.0.1");
    }
  }

  @Test
  void serverThatDiesGoesWithItsLease() {
    new ServerLeases(store).renew("10.0.0.9");
    try (var server = start("10.0.0.1")) {
      assertThat(servers(server)).containsExactly("10.0.0.1", "10.0.0.9");
      passes(Duration.ofSeconds(10));
      assertThat(servers(server)).containsExactly("10.0.0.1", "10.0.0.9");
      passes(Duration.ofSeconds(10));
      assertThat(servers(server)).containsExactly("10.0.0.1");
    }
  }

  @Test
  void serverThatHasMovedIsThereAtItsNewAddress() {
    new ServerLeases(store).renew("10.0.0.1");
    try (var moved = start("10.0.0.2")) {
      passes(Duration.ofSeconds(10));
      passes(Duration.ofSeconds(10));
      assertThat(servers(moved)).containsExactly("10.0.0.2");
    }
  }

  @Test
  void whatSomebodyChangesIsPutRight() {
    try (var server = start("10.0.0.1")) {
      var api = new Api(server.url());
      api.delete(ENDPOINTS);
      api.patch(SLICE, "merge", "{\"endpoints\":[]}");
      passes(Duration.ofSeconds(10));
      assertThat(servers(server)).containsExactly("10.0.0.1");
    }
  }
}
