package dev.quarterdeck.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.customkinds.definition.DefinitionKinds;
import dev.quarterdeck.kinds.builtin.BuiltInRegistry;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** What is served, kind by kind, against the table of what Kubernetes v1.36 serves. */
class ServedKindsTest {

  private static final Map<String, String> SHORT_FOR =
      Map.of(
          "all", "create,delete,deletecollection,get,list,patch,update,watch",
          "rw", "get,patch,update");
  private static final ServerFacts FACTS =
      new ServerFacts("10.0.0.1:6443", "v1.36.0+test", "abc", "2026-01-01T00:00:00Z");

  private final DiscoveryDocuments discovery =
      new DiscoveryDocuments(new BuiltInRegistry(DefinitionKinds.all()), FACTS);

  @ParameterizedTest(name = "{0} {1}")
  @CsvFileSource(resources = "kinds.csv", delimiter = '|', emptyValue = "", nullValues = "null")
  void aKindIsServedAsKubernetesServesIt(
      String groupVersion,
      String resource,
      String scope,
      String kind,
      String shortNames,
      String categories,
      String verbs) {
    var served = served(groupVersion, resource);
    assertThat(served.path("namespaced").asBoolean()).isEqualTo(scope.equals("namespaced"));
    assertThat(served.path("kind").asText()).isEqualTo(kind);
    assertThat(joined(served.path("shortNames"))).isEqualTo(orEmpty(shortNames));
    assertThat(joined(served.path("categories"))).isEqualTo(orEmpty(categories));
    assertThat(joined(served.path("verbs"))).isEqualTo(SHORT_FOR.getOrDefault(verbs, verbs));
  }

  @Test
  void nothingElseIsServed() throws Exception {
    var served = new TreeSet<String>();
    for (var type : new BuiltInRegistry(DefinitionKinds.all()).all()) {
      var name = type.resource();
      for (var resource : resources(name.apiVersion())) {
        served.add(name.apiVersion() + "|" + resource.path("name").asText());
      }
    }
    assertThat(served).isEqualTo(new TreeSet<>(listed()));
  }

  private static List<String> listed() throws Exception {
    try (var table = ServedKindsTest.class.getResourceAsStream("kinds.csv")) {
      return new String(table.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\\|")[0] + "|" + line.split("\\|")[1])
          .toList();
    }
  }

  private JsonNode served(String groupVersion, String resource) {
    for (var found : resources(groupVersion)) {
      if (found.path("name").asText().equals(resource)) {
        return found;
      }
    }
    throw new AssertionError(resource + " is not served in " + groupVersion);
  }

  private JsonNode resources(String groupVersion) {
    var path = (groupVersion.contains("/") ? "/apis/" : "/api/") + groupVersion;
    return discovery
        .answer(path, null)
        .map(document -> Json.parse(document.identity()).path("resources"))
        .orElse(Json.array());
  }

  private static String joined(JsonNode texts) {
    var all = new ArrayList<String>();
    texts.forEach(text -> all.add(text.asText()));
    return String.join(",", all);
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }
}
