package dev.quarterdeck.agent.reference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RuntimeClassesTest {

  private static final String LIST =
      """
      {"kind": "RuntimeClassList", "apiVersion": "node.k8s.io/v1",
       "metadata": {"resourceVersion": "10"},
       "items": [{"metadata": {"name": "fast", "resourceVersion": "9"}, "handler": "kata-fc"}]}
      """;

  private final CountDownLatch end = new CountDownLatch(1);
  private HttpServer api;
  private KubernetesClient client;
  private RuntimeClasses classes;

  @BeforeEach
  void start() throws IOException {
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.createContext("/apis/node.k8s.io/v1/runtimeclasses", this::answer);
    api.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    api.start();
    var config =
        new ConfigBuilder().withMasterUrl("http://127.0.0.1:" + api.getAddress().getPort()).build();
    client = new KubernetesClientBuilder().withConfig(config).build();
    classes = RuntimeClasses.start(client, Time.system());
  }

  @AfterEach
  void stop() {
    end.countDown();
    classes.close();
    client.close();
    api.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    try (var body = exchange.getResponseBody()) {
      if (!exchange.getRequestURI().getQuery().contains("watch=true")) {
        body.write(LIST.getBytes(UTF_8));
        return;
      }
      body.flush();
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Pod pod(String runtimeClass) {
    return new PodBuilder().withNewSpec().withRuntimeClassName(runtimeClass).endSpec().build();
  }

  @Test
  void aHandlerIsThatOfTheClassNotItsName() {
    assertThat(classes.handlerOf(pod("fast"))).isEqualTo(new LookupResult.Found<>("kata-fc"));
    assertThat(classes.handlerOf(pod("other"))).isEqualTo(new LookupResult.Missing<String>());
    assertThat(classes.handlerOf(pod(null))).isEqualTo(new LookupResult.Found<>(""));
  }
}
