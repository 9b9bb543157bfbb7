package dev.quarterdeck.e2e.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of kinds.yaml for one client: a valid object with a name of the client's own, and a change
 * to make to it.
 *
 * @param group empty for core
 * @param namespace empty for kinds outside namespaces
 * @param change a JSON merge patch that the kind allows on a live object
 */
record KindCase(
    String group,
    String version,
    String plural,
    String kind,
    String namespace,
    String name,
    ObjectNode object,
    ObjectNode change) {

  static final String LABEL = "clients.example.com/suite";

  private static final JsonMapper JSON = new JsonMapper();

  /** All kinds, for a client that is told apart by its name and a digit of its own. */
  static List<KindCase> all(String client, int number) {
    try (var file = KindCase.class.getResourceAsStream("kinds.yaml")) {
      var text =
          new String(file.readAllBytes(), StandardCharsets.UTF_8)
              .replace("${client}", client)
              .replace("${n}", Integer.toString(number))
              .replace("${csr}", SigningRequest.base64());
      var cases = new ArrayList<KindCase>();
      new YAMLMapper().readTree(text).forEach(row -> cases.add(of(row, client)));
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KindCase of(JsonNode row, String client) {
    var resource = row.get("resource").asText().split("/");
    var group = resource.length == 3 ? resource[0] : "";
    var version = resource[resource.length - 2];
    var plural = resource[resource.length - 1];
    var object = (ObjectNode) row.get("object");
    var kind = object.get("kind").asText();
    var namespace = row.path("cluster").asBoolean() ? "" : namespace(client);
    var suffix = version.equals("v1") ? "" : "-" + version;
    var name = row.path("name").asText(client + "-" + (group.isEmpty() ? "core" : "x") + suffix);
    object.put("apiVersion", group.isEmpty() ? version : group + "/" + version);
    var metadata = object.withObject("/metadata").put("name", name);
    if (!namespace.isEmpty()) {
      metadata.put("namespace", namespace);
    }
    metadata.withObject("/labels").put(LABEL, client);
    var change = (ObjectNode) row.get("change");
    return new KindCase(group, version, plural, kind, namespace, name, object, change);
  }

  /** The namespace of a client's namespaced objects. */
  static String namespace(String client) {
    return "clients-" + client;
  }

  boolean namespaced() {
    return !namespace.isEmpty();
  }

  String apiVersion() {
    return object.get("apiVersion").asText();
  }

  /** The collection's path on the server. */
  String path() {
    return (group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version)
        + (namespaced() ? "/namespaces/" + namespace : "")
        + "/"
        + plural;
  }

  /**
   * Whether {@code live} has all fields of {@code wanted}; it may have others. Numbers and
   * quantities are compared as text.
   */
  static boolean holds(JsonNode live, JsonNode wanted) {
    return switch (wanted.getNodeType()) {
      case OBJECT ->
          wanted.properties().stream()
              .allMatch(field -> holds(live.path(field.getKey()), field.getValue()));
      case ARRAY -> {
        var same = live.size() == wanted.size();
        for (var i = 0; same && i < wanted.size(); i++) {
          same = holds(live.path(i), wanted.get(i));
        }
        yield same;
      }
      default -> live.asText().equals(wanted.asText());
    };
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return apiVersion() + " " + kind;
  }
}
