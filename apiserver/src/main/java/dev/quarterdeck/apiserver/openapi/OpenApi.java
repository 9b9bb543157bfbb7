package dev.quarterdeck.apiserver.openapi;

import dev.quarterdeck.apiserver.discovery.Document;
import dev.quarterdeck.apiserver.discovery.MediaRange;
import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.machinery.schema.Schemas;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Describes the API in its own terms: {@code /openapi/v2}, {@code /openapi/v3} and {@code
 * /openapi/v3/apis/GROUP/VERSION}, in JSON or protobuf, and the list of the latter, {@code
 * /openapi/v3}. kubectl explains fields from them and learns from them that the server validates
 * fields itself. Each document is made once per state of the registry, when it is first asked for,
 * and kept compressed.
 */
public final class OpenApi {

  private static final String JSON = "application/json";

  private final Registry registry;
  private final DocumentWriter writer;
  private volatile State state = new State(List.of());

  /** What was made for one state of the registry. */
  private record State(
      List<ResourceType> types,
      Map<String, List<ResourceType>> versions,
      Map<String, Document> documents) {
    State(List<ResourceType> types) {
      this(types, byVersion(types), new ConcurrentHashMap<>());
    }

    /** By what follows {@code /openapi/v3/} in the path. */
    private static Map<String, List<ResourceType>> byVersion(List<ResourceType> types) {
      return types.stream()
          .collect(
              Collectors.groupingBy(
                  type -> type.resource().rootPath().substring(1),
                  TreeMap::new,
                  Collectors.toList()));
    }
  }

  /**
   * @param version the server's version, such as v1.36.0
   */
  public OpenApi(Registry registry, Schemas schemas, String version) {
    this.registry = registry;
    this.writer = new DocumentWriter(schemas, version);
  }

  /**
   * The document at {@code path}; empty when there is none.
   *
   * @param path without query, with or without a trailing slash
   * @param accept the Accept header; null when there is none
   * @throws ApiFault 406 when the client takes neither JSON nor protobuf
   */
  public Optional<Document> answer(String path, String accept) {
    var trimmed = path.replaceFirst("/$", "");
    if (!trimmed.equals("/openapi/v2") && !trimmed.startsWith("/openapi/v3")) {
      return Optional.empty();
    }
    var now = current();
    if (trimmed.equals("/openapi/v2")) {
      return Optional.of(negotiated(now, "v2", accept, ProtobufDocument.V2, () -> json2(now)));
    }
    if (trimmed.equals("/openapi/v3")) {
      return Optional.of(index(now)); // Whatever the client accepts, as in Kubernetes.
    }
    var name = trimmed.substring("/openapi/v3".length()).replaceFirst("^/", "");
    return version(now, name)
        .map(json -> negotiated(now, "v3 " + name, accept, ProtobufDocument.V3, () -> json));
  }

  private State current() {
    var types = registry.all();
    var known = state;
    if (!known.types.equals(types)) {
      known = next(known, types);
      state = known;
    }
    return known;
  }

  /** Versions whose kinds are the same keep their documents. */
  private static State next(State before, List<ResourceType> types) {
    var next = new State(types);
    for (var version : next.versions.entrySet()) {
      if (version.getValue().equals(before.versions.get(version.getKey()))) {
        for (var name : List.of("v3 " + version.getKey(), "v3 " + version.getKey() + " protobuf")) {
          Optional.ofNullable(before.documents.get(name))
              .ifPresent(document -> next.documents.put(name, document));
        }
      }
    }
    return next;
  }

  /** In the form the client likes best; which of protobuf's two names it used makes none. */
  private static Document negotiated(
      State now, String name, String accept, ProtobufDocument protobuf, Supplier<Document> json) {
    for (var range : MediaRange.parse(accept)) {
      if (range.admits(JSON)) {
        return json.get();
      }
      if (protobuf.admittedBy(range)) {
        var from = json.get();
        return now.documents.computeIfAbsent(name + " protobuf", _ -> protobuf.of(from));
      }
    }
    var types = protobuf.types();
    throw Document.notAcceptable(JSON, types.getFirst(), types.getLast());
  }

  private Document json2(State now) {
    return now.documents.computeIfAbsent("v2", _ -> writer.v2(now.types));
  }

  private Optional<Document> version(State now, String name) {
    return Optional.ofNullable(now.versions.get(name))
        .map(types -> now.documents.computeIfAbsent("v3 " + name, _ -> writer.v3(types)));
  }

  /** Names each version's document with its hash, so that clients fetch only what they lack. */
  private Document index(State now) {
    if (now.documents.get("v3") instanceof Document known) {
      return known;
    }
    var index = Json.object();
    var paths = index.putObject("paths");
    for (var name : now.versions.keySet()) {
      var hash = hash(now, name);
      paths.putObject(name).put("serverRelativeURL", "/openapi/v3/" + name + "?hash=" + hash);
    }
    var document = Document.of(Json.write(index), JSON);
    now.documents.put("v3", document);
    return document;
  }

  /** Custom kinds have documents nobody may ever ask for: theirs are not made to be hashed. */
  private String hash(State now, String name) {
    var prints = new StringBuilder();
    for (var type : now.versions.get(name)) {
      var published = type.strategy().published();
      if (published.isEmpty()) {
        return version(now, name).orElseThrow().etag().replace("\"", "");
      }
      prints.append(published.get().fingerprint()).append(' ').append(type.resource()).append(';');
    }
    return Document.hash(prints.toString().getBytes(StandardCharsets.UTF_8));
  }
}
