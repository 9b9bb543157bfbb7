package dev.quarterdeck.controllers.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.model.GroupVersionResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the server which resources it serves. */
public final class Discovery {

  private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

  /**
   * What was found.
   *
   * @param resources each once, in the version its group prefers
   * @param failed group versions that did not answer, such as an aggregated API that is down
   */
  public record Found(List<ServedResource> resources, List<String> failed) {}

  private final Api api;

  public Discovery(Api api) {
    this.api = api;
  }

  /**
   * Asks anew.
   *
   * @throws KubernetesClientException when not even the list of groups can be had
   */
  public Found find() throws InterruptedException {
    var resources = new LinkedHashMap<String, ServedResource>();
    var failed = new ArrayList<String>();
    for (var path : groupVersions()) {
      try {
        read(api.get(path)).forEach(r -> resources.putIfAbsent(r.resource().groupResource(), r));
      } catch (KubernetesClientException e) {
        LOG.warn("discovery failed path={} error=\"{}\"", path, e.getMessage());
        failed.add(path.replaceFirst("^/apis?/", ""));
      }
    }
    return new Found(List.copyOf(resources.values()), List.copyOf(failed));
  }

  /** Paths of all group versions, each group's preferred one first. */
  private List<String> groupVersions() throws InterruptedException {
    var paths = new ArrayList<String>();
    paths.add("/api/v1");
    for (var group : api.get("/apis").path("groups")) {
      var preferred = group.path("preferredVersion").path("groupVersion").asText();
      paths.add("/apis/" + preferred);
      for (var version : group.path("versions")) {
        var name = version.path("groupVersion").asText();
        if (!name.equals(preferred)) {
          paths.add("/apis/" + name);
        }
      }
    }
    return paths;
  }

  private static List<ServedResource> read(JsonNode list) {
    var served = new ArrayList<ServedResource>();
    var version = list.path("groupVersion").asText();
    for (var resource : list.path("resources")) {
      var name = resource.path("name").asText();
      if (!name.contains("/")) {
        served.add(served(version, name, resource));
      }
    }
    return served;
  }

  private static ServedResource served(String groupVersion, String name, JsonNode resource) {
    var verbs = new HashSet<String>();
    resource.path("verbs").forEach(verb -> verbs.add(verb.asText()));
    return new ServedResource(
        resource(groupVersion, name),
        resource.path("kind").asText(),
        resource.path("namespaced").asBoolean(),
        verbs);
  }

  /** Reads {@code v1} or {@code apps/v1}. */
  public static GroupVersionResource resource(String apiVersion, String name) {
    var slash = apiVersion.indexOf('/');
    return slash < 0
        ? new GroupVersionResource("", apiVersion, name)
        : new GroupVersionResource(
            apiVersion.substring(0, slash), apiVersion.substring(slash + 1), name);
  }

  /** The resources by {@code group/Kind}, as owner references name them. */
  public static Map<String, ServedResource> byKind(List<ServedResource> resources) {
    var byKind = new LinkedHashMap<String, ServedResource>();
    resources.forEach(r -> byKind.putIfAbsent(r.resource().group() + "/" + r.kind(), r));
    return byKind;
  }
}
