package dev.quarterdeck.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** Definitions of custom kinds for tests, and waiting for what becomes of them. */
final class CustomKinds {

  static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  private CustomKinds() {}

  /** {@code tests.example.com}, one namespaced version v1 whose spec has these properties. */
  static ObjectNode definition(String plural, String kind, String specProperties) {
    return json(
        """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
         "metadata":{"name":"%1$s.tests.example.com"},
         "spec":{"group":"tests.example.com","scope":"Namespaced",
          "names":{"plural":"%1$s","kind":"%2$s"},
          "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
           "schema":{"openAPIV3Schema":{"type":"object","properties":{
            "spec":{"type":"object","properties":{%3$s}},
            "status":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}}]}}
        """
            .formatted(plural, kind, specProperties));
  }

  static ObjectNode json(String text) {
    return Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
  }

  static String path(String plural) {
    return "/apis/tests.example.com/v1/namespaces/default/" + plural;
  }

  static String object(String kind, String name, String spec) {
    return """
        {"apiVersion":"tests.example.com/v1","kind":"%s","metadata":{"name":"%s"},"spec":{%s}}
        """
        .formatted(kind, name, spec);
  }

  /** Creates the definition and waits until its kind is served. */
  static void serve(Api api, ObjectNode definition) {
    var created = api.post(DEFINITIONS, definition.toString());
    assertThat(created.code()).as(created.text()).isEqualTo(201);
    established(api, definition.at("/metadata/name").asText());
  }

  static void established(Api api, String name) {
    await(() -> condition(api, name, "Established").equals("True"));
  }

  /** A condition's status; empty when there is none. */
  static String condition(Api api, String name, String type) {
    for (JsonNode condition : api.get(DEFINITIONS + "/" + name).json().at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText();
      }
    }
    return "";
  }

  /** Waits at most ten seconds. */
  static void await(BooleanSupplier condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(condition::getAsBoolean);
  }
}
