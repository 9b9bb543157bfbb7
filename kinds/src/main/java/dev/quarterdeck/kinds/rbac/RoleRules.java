package dev.quarterdeck.kinds.rbac;

import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.SelectorRules;
import java.util.List;

/** What Roles and ClusterRoles may say (ValidateRole, ValidateClusterRole). */
final class RoleRules {

  private RoleRules() {}

  static void check(Field role, boolean namespaced) {
    role.get("rules").each(rule -> rule(rule, namespaced));
    var aggregation = role.get("aggregationRule");
    if (!namespaced && aggregation.present()) {
      var selectors = aggregation.get("clusterRoleSelectors");
      needs(selectors, "at least one clusterRoleSelector required if aggregationRule is non-nil");
      selectors.each(SelectorRules::check);
    }
  }

  private static void needs(Field list, String words) {
    if (list.node().isEmpty()) {
      list.required(words);
    }
  }

  private static void rule(Field rule, boolean namespaced) {
    needs(rule.get("verbs"), "verbs must contain at least one value");
    if (rule.get("nonResourceURLs").node().isEmpty()) {
      needs(rule.get("apiGroups"), "resource rules must supply at least one api group");
      needs(rule.get("resources"), "resource rules must supply at least one resource");
    } else {
      paths(rule, namespaced);
    }
  }

  private static void paths(Field rule, boolean namespaced) {
    var paths = rule.get("nonResourceURLs");
    if (namespaced) {
      paths.invalid("namespaced rules cannot apply to non-resource URLs");
    }
    for (var name : List.of("apiGroups", "resources", "resourceNames")) {
      if (!rule.get(name).node().isEmpty()) {
        paths.invalid("rules cannot apply to both regular resources and non-resource URLs");
        return;
      }
    }
  }
}
