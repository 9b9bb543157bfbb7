package dev.quarterdeck.e2e.bench;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;

/** A small HTTP client of the API, which costs little compared with what it measures. */
final class ApiLoad implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final HttpClient http;
  private final String server;

  /** Over HTTP/1.1, a connection for each request under way. */
  ApiLoad(Path kubeconfig) throws GeneralSecurityException, IOException {
    this(kubeconfig, HttpClient.Version.HTTP_1_1);
  }

  /** All requests on one connection. */
  static ApiLoad overHttp2(Path kubeconfig) throws GeneralSecurityException, IOException {
    return new ApiLoad(kubeconfig, HttpClient.Version.HTTP_2);
  }

  private ApiLoad(Path kubeconfig, HttpClient.Version version)
      throws GeneralSecurityException, IOException {
    var config = Config.fromKubeconfig(kubeconfig.toFile());
    this.server = config.getMasterUrl().replaceAll("/$", "");
    this.http =
        HttpClient.newBuilder().version(version).sslContext(SSLUtils.sslContext(config)).build();
  }

  byte[] get(String path) throws IOException, InterruptedException {
    return check(http.send(request(path).GET().build(), BodyHandlers.ofByteArray()), path);
  }

  /** The body, in this media type. */
  byte[] get(String path, String type) throws IOException, InterruptedException {
    var request = request(path).header("Accept", type).GET().build();
    var response = http.send(request, BodyHandlers.ofByteArray());
    var body = check(response, path);
    var answered = response.headers().firstValue("Content-Type").orElse("nothing");
    if (!answered.startsWith(type)) {
      throw new IOException("%s answered %s for %s".formatted(path, answered, type));
    }
    return body;
  }

  /**
   * @param type the media type of the patch
   */
  byte[] patch(String path, String type, String body) throws IOException, InterruptedException {
    var request =
        request(path)
            .header("Content-Type", type)
            .method("PATCH", HttpRequest.BodyPublishers.ofString(body))
            .build();
    return check(http.send(request, BodyHandlers.ofByteArray()), path);
  }

  byte[] post(String path, String body) throws IOException, InterruptedException {
    var request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return check(http.send(request, BodyHandlers.ofByteArray()), path);
  }

  void makeNamespace(String name) throws IOException, InterruptedException {
    post(
        "/api/v1/namespaces",
        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\"}}"
            .formatted(name));
  }

  byte[] delete(String path) throws IOException, InterruptedException {
    return check(http.send(request(path).DELETE().build(), BodyHandlers.ofByteArray()), path);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server + path)).timeout(DEADLINE);
  }

  private static byte[] check(HttpResponse<byte[]> response, String path) throws IOException {
    if (response.statusCode() >= 300) {
      throw new IOException(
          "%s answered %d: %s".formatted(path, response.statusCode(), new String(response.body())));
    }
    return response.body();
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
