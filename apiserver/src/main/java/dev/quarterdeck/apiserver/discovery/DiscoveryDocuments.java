package dev.quarterdeck.apiserver.discovery;

import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells clients what is served: {@code /api}, {@code /apis}, {@code /api/v1}, {@code /apis/GROUP},
 * {@code /apis/GROUP/VERSION} and {@code /version}. Each document is made once per state of the
 * registry.
 */
public final class DiscoveryDocuments {

  private static final String JSON = "application/json";
  private static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

  private final Registry registry;
  private final ServerFacts facts;
  private final Document version;
  private volatile State state = new State(List.of(), ApiGroups.of(List.of()));

  /** What was made for one state of the registry. */
  private record State(
      List<ResourceType> types, ApiGroups groups, Map<String, Document> documents) {
    State(List<ResourceType> types, ApiGroups groups) {
      this(types, groups, new ConcurrentHashMap<>());
    }
  }

  public DiscoveryDocuments(Registry registry, ServerFacts facts) {
    this.registry = registry;
    this.facts = facts;
    this.version = facts.version();
  }

  /**
   * The document at {@code path}; empty when it is none of discovery's or names a group that is not
   * served.
   *
   * @param path without query, with or without a trailing slash
   * @param accept the Accept header; null when there is none
   * @throws ApiFault 406 when the client wants neither JSON form
   */
  public Optional<Document> answer(String path, String accept) {
    var parts = path.replaceFirst("^/", "").replaceFirst("/$", "").split("/", -1);
    var now = current();
    return switch (parts[0]) {
      case "version" -> parts.length == 1 ? Optional.of(version) : Optional.empty();
      case "api" ->
          switch (parts.length) {
            case 1 -> Optional.of(root(now, "/api", accept));
            case 2 -> resources(now, "", parts[1], accept);
            default -> Optional.empty();
          };
      case "apis" ->
          switch (parts.length) {
            case 1 -> Optional.of(root(now, "/apis", accept));
            case 2 -> group(now, parts[1], accept);
            case 3 -> resources(now, parts[1], parts[2], accept);
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  /** Where answers are: the root of every group and of every version served now. */
  public List<String> paths() {
    var groups = current().groups;
    var paths = new ArrayList<String>(List.of("/api", "/apis", "/version"));
    groups.versions("").keySet().forEach(version -> paths.add("/api/" + version));
    for (var group : groups.named()) {
      paths.add("/apis/" + group);
      groups.versions(group).keySet().forEach(v -> paths.add("/apis/" + group + "/" + v));
    }
    return paths;
  }

  private State current() {
    var types = registry.all();
    var known = state;
    if (!known.types.equals(types)) {
      known = new State(types, ApiGroups.of(types));
      state = known;
    }
    return known;
  }

  private Document root(State now, String path, String accept) {
    return wantsAggregated(accept)
        ? now.documents.computeIfAbsent(path + " aggregated", key -> aggregated(now, path))
        : now.documents.computeIfAbsent(path, key -> legacy(now, path));
  }

  private static Document aggregated(State now, String path) {
    var list =
        path.equals("/api")
            ? AggregatedDiscovery.core(now.groups)
            : AggregatedDiscovery.named(now.groups);
    return Document.of(Json.write(list), AGGREGATED);
  }

  private Document legacy(State now, String path) {
    var list =
        path.equals("/api")
            ? LegacyDiscovery.versions(now.groups, facts.address())
            : LegacyDiscovery.groups(now.groups);
    return Document.of(Json.write(list), JSON);
  }

  private Optional<Document> group(State now, String name, String accept) {
    if (name.isEmpty() || now.groups.versions(name).isEmpty()) {
      return Optional.empty();
    }
    requireJson(accept);
    return Optional.of(
        now.documents.computeIfAbsent(
            name, key -> Document.of(Json.write(LegacyDiscovery.group(now.groups, name)), JSON)));
  }

  private Optional<Document> resources(State now, String group, String version, String accept) {
    if (now.groups.types(group, version).isEmpty()) {
      return Optional.empty();
    }
    requireJson(accept);
    return Optional.of(
        now.documents.computeIfAbsent(
            group + "/" + version,
            key ->
                Document.of(
                    Json.write(LegacyDiscovery.resources(now.groups, group, version)), JSON)));
  }

  /** Which of the two forms the client names first. */
  private static boolean wantsAggregated(String accept) {
    for (var range : MediaRange.parse(accept)) {
      if (!range.admits(JSON)) {
        continue;
      }
      var as = range.parameters().get("as");
      if (as == null) {
        return false;
      }
      if (as.equals("APIGroupDiscoveryList")
          && "apidiscovery.k8s.io".equals(range.parameters().get("g"))
          && "v2".equals(range.parameters().get("v"))) {
        return true;
      }
    }
    throw Document.notAcceptable(JSON, AGGREGATED);
  }

  private static void requireJson(String accept) {
    if (MediaRange.parse(accept).stream()
        .noneMatch(r -> r.admits(JSON) && !r.parameters().containsKey("as"))) {
      throw Document.notAcceptable(JSON);
    }
  }
}
