package dev.quarterdeck.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.TestServer;
import dev.quarterdeck.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

/** A plain HTTP client for tests: paths in, answers out. */
final class Api {

  static final String PODS = "/api/v1/namespaces/default/pods";
  static final String MAPS = "/api/v1/namespaces/default/configmaps";

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final Supplier<String> base;
  private final String[] headers;

  private Api(Supplier<String> base, String... headers) {
    this.base = base;
    this.headers = headers;
  }

  Api(String base) {
    this(() -> base);
  }

  /** Asks a server that need not run before it is asked. */
  Api(TestServer server) {
    this(() -> server.get().url());
  }

  /** The same server, asked by another user (see DevServer). */
  Api as(String token) {
    return new Api(base, "Authorization", "Bearer " + token);
  }

  Api with(String... headers) {
    return new Api(base, headers);
  }

  record Answer(int code, HttpResponse<byte[]> response) {
    ObjectNode json() {
      return Json.parseObject(response.body());
    }

    String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    String at(String pointer) {
      return json().at(pointer).asText();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  Answer get(String path) {
    return send("GET", path, null, "application/json");
  }

  Answer post(String path, String body) {
    return send("POST", path, body, "application/json");
  }

  Answer put(String path, JsonNode body) {
    return send("PUT", path, body.toString(), "application/json");
  }

  Answer patch(String path, String type, String body) {
    return send("PATCH", path, body, "application/" + type + "-patch+json");
  }

  Answer delete(String path) {
    return send("DELETE", path, null, "application/json");
  }

  Answer send(String method, String path, String body, String type) {
    return sendBytes(
        method, path, body == null ? null : body.getBytes(StandardCharsets.UTF_8), type);
  }

  Answer sendBytes(String method, String path, byte[] body, String type) {
    try {
      var response = CLIENT.send(request(method, path, body, type), BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), response);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(method + " " + path, e);
    }
  }

  /** The body as it comes. */
  HttpResponse<InputStream> stream(String path) {
    try {
      return CLIENT.send(request("GET", path, null, ""), BodyHandlers.ofInputStream());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("GET " + path, e);
    }
  }

  private HttpRequest request(String method, String path, byte[] body, String type) {
    var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
    var request =
        HttpRequest.newBuilder(URI.create(base.get() + path))
            .timeout(Duration.ofSeconds(20))
            .method(method, publisher);
    if (body != null) {
      request.header("Content-Type", type);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }

  static String map(String name, String... keysAndValues) {
    var object = Json.object();
    object.putObject("metadata").put("name", name);
    var data = object.putObject("data");
    for (var i = 0; i < keysAndValues.length; i += 2) {
      data.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return object.toString();
  }

  static String pod(String name) {
    return """
        {"metadata":{"name":"%s","labels":{"app":"%s"}},
         "spec":{"containers":[{"name":"main","image":"busybox"}]}}
        """
        .formatted(name, name);
  }
}
