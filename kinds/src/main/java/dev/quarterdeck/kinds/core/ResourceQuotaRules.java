package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.machinery.validation.QuantityRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a ResourceQuota may count, and for which objects. */
final class ResourceQuotaRules {

  private static final List<String> SCOPES =
      List.of(
          "BestEffort",
          "CrossNamespacePodAffinity",
          "NotBestEffort",
          "NotTerminating",
          "PriorityClass",
          "Terminating",
          "VolumeAttributesClass");
  private static final List<Set<String>> OPPOSITES =
      List.of(Set.of("BestEffort", "NotBestEffort"), Set.of("Terminating", "NotTerminating"));

  /** Counted in whole objects. */
  private static final Set<String> COUNTED =
      Set.of(
          "configmaps",
          "persistentvolumeclaims",
          "pods",
          "replicationcontrollers",
          "resourcequotas",
          "secrets",
          "services",
          "services.loadbalancers",
          "services.nodeports");

  private static final Set<String> COMPUTE =
      Set.of(
          "cpu",
          "limits.cpu",
          "limits.memory",
          "memory",
          "pods",
          "requests.cpu",
          "requests.memory");
  private static final Set<String> VOLUMES = Set.of("persistentvolumeclaims", "requests.storage");
  private static final Set<String> EPHEMERAL =
      Set.of("ephemeral-storage", "limits.ephemeral-storage", "requests.ephemeral-storage");

  private ResourceQuotaRules() {}

  static void check(Field quota) {
    var hard = quota.get("spec", "hard");
    amounts(hard);
    amounts(quota.get("status", "hard"));
    amounts(quota.get("status", "used"));
    scopes(quota.get("spec", "scopes"), hard);
    selector(quota.get("spec", "scopeSelector"), hard);
  }

  /** The scopes are a set. */
  static void checkUpdate(Field quota, ObjectNode old) {
    var scopes = quota.get("spec", "scopes");
    var before = Tree.texts(old.path("spec").path("scopes"));
    if (!Set.copyOf(Tree.texts(scopes.node())).equals(Set.copyOf(before))) {
      scopes.invalid("field is immutable");
    }
  }

  private static void amounts(Field amounts) {
    for (var name : amounts.keys()) {
      var amount = amounts.key(name);
      var problems = Names.qualified(name);
      if (!problems.isEmpty()) {
        problems.forEach(problem -> amount.invalid(name, problem));
      } else if (!name.contains("/") && !isStandard(name)) {
        amount.invalid(name, "must be a standard resource for quotas");
      }
      var value = QuantityRules.notNegative(amount);
      if (COUNTED.contains(name)
          && value.filter(number -> number.stripTrailingZeros().scale() > 0).isPresent()) {
        amount.invalid("must be an integer");
      }
    }
  }

  private static boolean isStandard(String name) {
    return COUNTED.contains(name)
        || COMPUTE.contains(name)
        || VOLUMES.contains(name)
        || EPHEMERAL.contains(name)
        || name.startsWith("hugepages-")
        || name.startsWith("requests.hugepages-");
  }

  private static void scopes(Field scopes, Field hard) {
    for (var scope : scopes.items()) {
      known(scope, hard);
    }
    conflicts(scopes, scopes.items().stream().map(Field::text).toList());
  }

  private static void known(Field scope, Field hard) {
    if (!SCOPES.contains(scope.text())) {
      scope.invalid("unsupported scope");
      return;
    }
    for (var resource : hard.keys()) {
      if (isStandard(resource) && !counts(scope.text(), resource)) {
        hard.key(resource).invalid(scope.text(), "unsupported scope applied to resource");
      }
    }
  }

  /** Whether objects in the scope have the resource. */
  private static boolean counts(String scope, String resource) {
    return switch (scope) {
      case "BestEffort" -> resource.equals("pods");
      case "VolumeAttributesClass" -> VOLUMES.contains(resource);
      default -> COMPUTE.contains(resource);
    };
  }

  private static void conflicts(Field scopes, List<String> named) {
    for (var pair : OPPOSITES) {
      if (new HashSet<>(named).containsAll(pair)) {
        scopes.invalid("conflicting scopes");
      }
    }
  }

  private static void selector(Field selector, Field hard) {
    var named = new ArrayList<String>();
    for (var expression : selector.get("matchExpressions").items()) {
      var scope = expression.get("scopeName");
      known(scope, hard);
      named.add(scope.text());
      operator(expression, scope.text());
    }
    conflicts(selector.get("matchExpressions"), named);
  }

  private static void operator(Field expression, String scope) {
    var operator = expression.get("operator");
    var values = expression.get("values");
    var hasValues = scope.equals("PriorityClass") || scope.equals("VolumeAttributesClass");
    if (!hasValues && SCOPES.contains(scope) && !operator.text().equals("Exists")) {
      operator.invalid("must be 'Exists' for scope " + scope);
      return;
    }
    switch (operator.text()) {
      case "In", "NotIn" -> {
        if (values.node().isEmpty()) {
          values.required(
              "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!values.node().isEmpty()) {
          values.invalid(
              "must be no value when `operator` is 'Exists' or 'DoesNotExist' for scope selector");
        }
      }
      default -> operator.invalid("not a valid selector operator");
    }
  }

  /** A quota whose requests may exceed its limits. */
  static List<String> warnings(ObjectNode quota) {
    var warnings = new ArrayList<String>();
    var hard = quota.at("/spec/hard");
    for (var resource : List.of("cpu", "memory", "storage", "ephemeral-storage")) {
      var request = "requests." + resource;
      if (!hard.has(request) && (resource.equals("cpu") || resource.equals("memory"))) {
        request = resource;
      }
      var limit = "limits." + resource;
      if (QuantityRules.exceeds(hard.path(request), hard.path(limit))) {
        warnings.add(
            "ResourceQuota %s (%s) should be less than %s (%s)"
                .formatted(request, hard.path(request).asText(), limit, hard.path(limit).asText()));
      }
    }
    return warnings;
  }

  /** {@code cpu: 1/2, pods: 3/10}: what is used of what there is. */
  static String shown(JsonNode quota, boolean limits) {
    var shown = new TreeMap<String, String>();
    for (var hard : quota.at("/status/hard").properties()) {
      if (hard.getKey().startsWith("limits.") == limits) {
        var used = quota.at("/status/used").path(hard.getKey()).asText("0");
        shown.put(hard.getKey(), used + "/" + hard.getValue().asText());
      }
    }
    return shown.entrySet().stream()
        .map(e -> e.getKey() + ": " + e.getValue())
        .collect(Collectors.joining(", "));
  }
}
