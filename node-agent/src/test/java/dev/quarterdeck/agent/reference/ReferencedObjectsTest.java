package dev.quarterdeck.agent.reference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReferencedObjectsTest {

  private final BlockingQueue<String> changed = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> watches = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> endedWatches = new LinkedBlockingQueue<>();
  private volatile boolean broken;
  private HttpServer api;
  private KubernetesClient client;
  private ReferencedObjects objects;

  @BeforeEach
  void start() throws IOException {
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.createContext("/", this::answer);
    api.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    api.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withMasterUrl("http://127.0.0.1:" + api.getAddress().getPort())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    objects = new ReferencedObjects(client, changed::add, Time.system());
  }

  @AfterEach
  void stop() {
    objects.close();
    client.close();
    api.stop(0);
  }

  /** One ConfigMap, {@code shop/conf}; no Secret. */
  private void answer(HttpExchange exchange) throws IOException {
    var uri = URLDecoder.decode(exchange.getRequestURI().toString(), UTF_8);
    if (broken) {
      send(exchange, 500, "{\"kind\":\"Status\",\"code\":500,\"message\":\"on fire\"}");
    } else if (uri.contains("watch=true") || uri.contains("watch=1")) {
      watch(exchange, uri);
    } else if (uri.contains("fieldSelector") && uri.contains("/configmaps")) {
      var items =
          uri.contains("metadata.name=conf")
              ? Json.mapper().writeValueAsString(conf("1", "10"))
              : "";
      send(
          exchange,
          200,
          "{\"kind\":\"ConfigMapList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"10\"},"
              + "\"items\":["
              + items
              + "]}");
    } else if (uri.endsWith("/configmaps/conf")) {
      send(exchange, 200, Json.mapper().writeValueAsString(conf("direct", "10")));
    } else {
      send(exchange, 404, "{\"kind\":\"Status\",\"code\":404,\"message\":\"none\"}");
    }
  }

  private void watch(HttpExchange exchange, String uri) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().flush();
    watches.add(uri);
    try (var out = exchange.getResponseBody()) {
      while (true) {
        var event = events.poll(100, TimeUnit.MILLISECONDS);
        // An empty line keeps the stream honest: writing tells when the client has gone.
        out.write(((event == null ? "" : event) + "\n").getBytes(UTF_8));
        out.flush();
      }
    } catch (IOException gone) {
      endedWatches.add(uri);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int code, String json) throws IOException {
    var bytes = json.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static ConfigMap conf(String value, String version) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("conf")
        .withUid("c1")
        .withResourceVersion(version)
        .endMetadata()
        .withData(Map.of("k", value))
        .build();
  }

  private static Pod pod(String uid, String configMap) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("pod-" + uid)
        .withUid(uid)
        .endMetadata()
        .withNewSpec()
        .addNewVolume()
        .withName("v")
        .withNewConfigMap()
        .withName(configMap)
        .endConfigMap()
        .endVolume()
        .endSpec()
        .build();
  }

  private String value(String name) {
    return switch (objects.configMap(new ObjectKey("shop", name))) {
      case LookupResult.Found<ConfigMap>(var found) -> found.getData().get("k");
      case LookupResult.Missing<ConfigMap> ignored -> "missing";
      case LookupResult.Unknown<ConfigMap>(var why) -> "unknown: " + why;
    };
  }

  @Test
  void anObjectIsWatchedOnceForAllItsPodsAndNewsReachThem() throws Exception {
    objects.hold(pod("u1", "conf"));
    objects.hold(pod("u2", "conf"));
    objects.hold(pod("u2", "conf"));
    assertThat(value("conf")).isEqualTo("1");
    assertThat(watches.poll(10, TimeUnit.SECONDS)).contains("metadata.name=conf");
    changed.clear();
    events.add(
        "{\"type\":\"MODIFIED\",\"object\":"
            + Json.mapper().writeValueAsString(conf("2", "11"))
            + "}");
    assertThat(List.of(changed.poll(10, TimeUnit.SECONDS), changed.poll(10, TimeUnit.SECONDS)))
        .containsExactlyInAnyOrder("u1", "u2");
    assertThat(value("conf")).isEqualTo("2");
    assertThat(watches).isEmpty();

    objects.release("u1");
    assertThat(endedWatches).isEmpty();
    objects.release("u2");
    objects.release("u2");
    assertThat(endedWatches.poll(10, TimeUnit.SECONDS)).contains("metadata.name=conf");
  }

  @Test
  void whatIsNotThereIsMissing() {
    objects.hold(pod("u1", "none"));
    assertThat(value("none")).isEqualTo("missing");
  }

  @Test
  void whatNoPodHoldsIsAskedForDirectly() {
    assertThat(value("conf")).isEqualTo("direct");
    assertThat(value("none")).isEqualTo("missing");
    assertThat(watches).isEmpty();
    broken = true;
    assertThat(value("conf")).startsWith("unknown: ").contains("on fire");
  }
}
