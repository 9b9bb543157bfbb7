package dev.quarterdeck.apiserver.discovery;

import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.apiregistration.LocalApiServices;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The served kinds by group and version: groups by Kubernetes' priority and then by name, versions
 * best first, kinds by name.
 */
record ApiGroups(Map<String, Map<String, List<ResourceType>>> groups) {

  private static final Pattern VERSION = Pattern.compile("v(\\d+)(?:(alpha|beta)(\\d+))?");

  /** Kubernetes' order of versions: stable before beta before alpha, higher before lower. */
  private static final Comparator<String> BEST_FIRST =
      Comparator.comparing(ApiGroups::rank, Comparator.reverseOrder())
          .thenComparing(Comparator.naturalOrder());

  private static final Comparator<String> BY_PRIORITY =
      Comparator.comparing(LocalApiServices::groupPriority, Comparator.reverseOrder())
          .thenComparing(Comparator.naturalOrder());

  static ApiGroups of(List<ResourceType> types) {
    var groups = new TreeMap<String, Map<String, List<ResourceType>>>(BY_PRIORITY);
    for (var type : types) {
      groups
          .computeIfAbsent(type.resource().group(), _ -> new TreeMap<>(BEST_FIRST))
          .computeIfAbsent(type.resource().version(), _ -> new ArrayList<>())
          .add(type);
    }
    for (var versions : groups.values()) {
      versions.values().forEach(v -> v.sort(Comparator.comparing(t -> t.resource().resource())));
    }
    return new ApiGroups(groups);
  }

  private static long rank(String version) {
    var matcher = VERSION.matcher(version);
    if (!matcher.matches() || version.length() > 18) {
      return -1;
    }
    var major = Long.parseLong(matcher.group(1));
    if (matcher.group(2) == null) {
      return 4_000_000_000L + major;
    }
    var stage = matcher.group(2).equals("beta") ? 2_000_000_000L : 0;
    return stage + major * 10_000 + Long.parseLong(matcher.group(3));
  }

  /** The group's versions, best first; empty when it is not served. */
  Map<String, List<ResourceType>> versions(String group) {
    return groups.getOrDefault(group, Map.of());
  }

  /** The kinds of one version; empty when it is not served. */
  List<ResourceType> types(String group, String version) {
    return versions(group).getOrDefault(version, List.of());
  }

  /** All groups but core. */
  List<String> named() {
    return groups.keySet().stream().filter(group -> !group.isEmpty()).toList();
  }
}
