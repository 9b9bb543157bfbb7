package dev.quarterdeck.apiserver.grpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Takes a step through REST. */
final class RestClient {

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String server;

  RestClient(String server) {
    this.server = server;
  }

  Heard take(Step step) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(server + step.uri()))
            .timeout(Duration.ofSeconds(20))
            .header("User-Agent", "contract")
            .method(step.method(), BodyPublishers.ofString(step.body()));
    if (!step.contentType().isEmpty()) {
      request.header("Content-Type", step.contentType());
    }
    if (!Step.caller(step.user()).isEmpty()) {
      request.header("Authorization", "Bearer " + Step.caller(step.user()));
    }
    if (!Step.impersonated(step.user()).isEmpty()) {
      request.header("Impersonate-User", Step.impersonated(step.user()));
    }
    var answer = http.send(request.build(), BodyHandlers.ofByteArray());
    var warnings = warnings(answer);
    if (answer.statusCode() >= 400) {
      return Heard.failure(Json.parseObject(answer.body()), warnings);
    }
    return Heard.objects(answer.statusCode(), objects(step, answer.body()), warnings);
  }

  private static List<ObjectNode> objects(Step step, byte[] body) {
    var objects = new ArrayList<ObjectNode>();
    if (step.watches()) {
      new String(body, StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> objects.add(Json.parseObject(line.getBytes(StandardCharsets.UTF_8))));
      return objects;
    }
    var object = Json.parseObject(body);
    var isList =
        step.onCollection() && !step.method().equals("POST") && object.get("items") != null;
    if (isList) {
      object.get("items").forEach(item -> objects.add((ObjectNode) item));
    } else {
      objects.add(object);
    }
    return objects;
  }

  private static List<String> warnings(HttpResponse<?> answer) {
    return answer.headers().allValues("Warning").stream()
        .map(line -> line.substring(line.indexOf('"') + 1, line.length() - 1))
        .map(text -> text.replace("\\\"", "\"").replace("\\\\", "\\"))
        .toList();
  }
}
