package dev.quarterdeck.apiserver.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quarterdeck.apiserver.Kubectl;
import dev.quarterdeck.apiserver.discovery.DiscoveryDocuments;
import dev.quarterdeck.apiserver.discovery.ServerFacts;
import dev.quarterdeck.customkinds.definition.DefinitionKinds;
import dev.quarterdeck.kinds.builtin.BuiltInRegistry;
import dev.quarterdeck.machinery.schema.Schemas;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the real kubectl makes of discovery and OpenAPI, served as they are. */
@Tag("kubectl")
class KubectlTest {

  @TempDir Path home;

  private final BuiltInRegistry registry = new BuiltInRegistry(DefinitionKinds.all());
  private final DiscoveryDocuments discovery =
      new DiscoveryDocuments(registry, new ServerFacts("127.0.0.1:0", "v1.36.0+test", "", ""));
  private final OpenApi openApi = new OpenApi(registry, Schemas.load(), "v1.36.0");
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    assumeTrue(Kubectl.isInstalled(), "kubectl is not installed");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
    threads.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      var accept = exchange.getRequestHeaders().getFirst("Accept");
      var found = discovery.answer(path, accept).or(() -> openApi.answer(path, accept));
      if (found.isEmpty()) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      var document = found.get();
      exchange.getResponseHeaders().set("Content-Type", document.contentType());
      if (document.compressed()) {
        exchange.getResponseHeaders().set("Content-Encoding", "gzip");
      }
      exchange.sendResponseHeaders(200, document.content().length);
      exchange.getResponseBody().write(document.content());
    } catch (ApiFault fault) {
      exchange.sendResponseHeaders(fault.code(), -1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "explain pod.spec.containers          | VERSION:    v1 | FIELD: containers <[]Container> | imagePullPolicy",
        "explain deployment --recursive       | GROUP:      apps | maxUnavailable | livenessProbe",
        "explain svc.spec.ports.targetPort    | KIND:       Service | IntOrString | DESCRIPTION",
        "explain pods.spec.restartPolicy      | FIELD: restartPolicy <string> | ENUM: | DESCRIPTION",
        "explain endpointslices.endpoints     | GROUP:      discovery.k8s.io | addresses | conditions",
        "explain pods.spec.containers.env --output plaintext-openapiv2 "
            + "| VERSION:  v1 | RESOURCE: env <[]Object> | valueFrom",
        "api-resources                        | deployments  | deploy | apps/v1",
        "api-resources -o wide                | po | create,delete,deletecollection | all",
        "api-versions                         | apps/v1 | discovery.k8s.io/v1 | coordination.k8s.io/v1",
        "version                              | Server Version: v1.36.0+test | Client Version | v1",
      })
  void understands(String command, String first, String second, String third) throws Exception {
    assertThat(kubectl(List.of(command.strip().split(" +")))).contains(first, second, third);
  }

  @Test
  void explainsEveryKind() throws Exception {
    for (var type : registry.all()) {
      if (type.kind().equals("Binding")) {
        continue;
      }
      var name = type.resource().resource();
      var version = "--api-version=" + type.resource().apiVersion();
      assertThat(kubectl(List.of("explain", name, version, "--recursive")))
          .contains("KIND:       " + type.kind(), "metadata");
    }
  }

  @Test
  void mapsManifestsToResources() throws Exception {
    var manifest = home.resolve("cm.json");
    Files.write(
        manifest,
        Json.write(
            Json.object()
                .put("apiVersion", "v1")
                .put("kind", "ConfigMap")
                .set("metadata", Json.object().put("name", "a"))));
    assertThat(
            kubectl(List.of("create", "--dry-run=client", "-o", "name", "-f", manifest.toString())))
        .contains("configmap/a");
  }

  private String kubectl(List<String> arguments) {
    var url = "http://127.0.0.1:" + server.getAddress().getPort();
    return new Kubectl(url, home).run(arguments.toArray(String[]::new));
  }
}
