package dev.quarterdeck.kinds.apiregistration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The APIServices of what this server serves by itself: one for each version of each group, kept
 * while it is served. Pure.
 */
public final class LocalApiServices {

  /** Whoever carries it is ours to write: {@code onstart} for good, {@code true} while served. */
  private static final String MANAGED = "kube-aggregator.kubernetes.io/automanaged";

  private static final String OWN_GROUP = "apiregistration.k8s.io";

  private record Priority(int group, int version) {}

  private static final Priority CUSTOM = new Priority(1000, 100);

  /** Kubernetes' order of its own groups; discovery shows higher ones first. */
  private static final Map<String, Integer> GROUP_PRIORITIES =
      Map.ofEntries(
          Map.entry("", 18000),
          Map.entry("apps", 17800),
          Map.entry("events.k8s.io", 17750),
          Map.entry("authentication.k8s.io", 17700),
          Map.entry("authorization.k8s.io", 17600),
          Map.entry("autoscaling", 17500),
          Map.entry("batch", 17400),
          Map.entry("certificates.k8s.io", 17300),
          Map.entry("networking.k8s.io", 17200),
          Map.entry("policy", 17100),
          Map.entry("rbac.authorization.k8s.io", 17000),
          Map.entry("storage.k8s.io", 16800),
          Map.entry("apiextensions.k8s.io", 16700),
          Map.entry("admissionregistration.k8s.io", 16700),
          Map.entry("scheduling.k8s.io", 16600),
          Map.entry("coordination.k8s.io", 16500),
          Map.entry("node.k8s.io", 16300),
          Map.entry("discovery.k8s.io", 16200),
          Map.entry("flowcontrol.apiserver.k8s.io", 16100),
          Map.entry("resource.k8s.io", 15900));

  private LocalApiServices() {}

  /** How far to the front discovery shows a group; equal ones go by name. */
  public static int groupPriority(String group) {
    return group.equals(OWN_GROUP)
        ? GROUP_PRIORITIES.get("")
        : GROUP_PRIORITIES.getOrDefault(group, CUSTOM.group);
  }

  /** What is to be done about the APIServices. */
  public sealed interface Action {
    record Create(ObjectNode service) implements Action {}

    record Delete(String name) implements Action {}
  }

  /**
   * @param served everything in the registry
   * @param existing the APIServices there are
   */
  public static List<Action> plan(
      Collection<ResourceType> served, Collection<ObjectNode> existing) {
    var wanted = wanted(served);
    var actions = new ArrayList<Action>();
    var names = new HashSet<String>();
    for (var service : existing) {
      var name = Tree.text(service, "/metadata/name");
      names.add(name);
      var ours = service.path("metadata").path("labels").path(MANAGED).asText("").equals("true");
      if (ours && !wanted.containsKey(name)) {
        actions.add(new Action.Delete(name));
      }
    }
    wanted.forEach(
        (name, service) -> {
          if (!names.contains(name)) {
            actions.add(new Action.Create(service));
          }
        });
    return actions;
  }

  private static Map<String, ObjectNode> wanted(Collection<ResourceType> served) {
    var versions =
        served.stream()
            .map(type -> List.of(type.resource().group(), type.resource().version()))
            .filter(version -> !version.getFirst().equals(OWN_GROUP))
            .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
    var wanted = new LinkedHashMap<String, ObjectNode>();
    for (var version : versions) {
      var service = service(version.getFirst(), version.getLast());
      wanted.put(Tree.text(service, "/metadata/name"), service);
    }
    return wanted;
  }

  private static ObjectNode service(String group, String version) {
    var builtIn = GROUP_PRIORITIES.containsKey(group);
    var priority =
        builtIn ? new Priority(GROUP_PRIORITIES.get(group), versionPriority(version)) : CUSTOM;
    var service = Json.object();
    var metadata = service.putObject("metadata").put("name", version + "." + group);
    metadata.putObject("labels").put(MANAGED, builtIn ? "onstart" : "true");
    var spec = service.putObject("spec");
    if (!group.isEmpty()) {
      spec.put("group", group);
    }
    spec.put("version", version)
        .put("groupPriorityMinimum", priority.group())
        .put("versionPriority", priority.version());
    return service;
  }

  private static int versionPriority(String version) {
    return version.equals("v2") ? 30 : 15;
  }
}
