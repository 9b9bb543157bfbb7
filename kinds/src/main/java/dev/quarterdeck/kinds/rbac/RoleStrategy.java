package dev.quarterdeck.kinds.rbac;

import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.machinery.validation.SelectorRules;
import java.util.List;

/** Role and ClusterRole (rbac.authorization.k8s.io/v1): a list of what may be done. */
public final class RoleStrategy extends KindStrategy {

  private final boolean namespaced;

  private RoleStrategy(Shape shape) {
    super(shape, Names::pathSegment);
    this.namespaced = shape == Shape.NAMESPACED;
  }

  public static RoleStrategy ofNamespace() {
    return new RoleStrategy(Shape.NAMESPACED);
  }

  public static RoleStrategy ofCluster() {
    return new RoleStrategy(Shape.CLUSTER);
  }

  @Override
  public boolean createsOnUpdate() {
    return true;
  }

  @Override
  protected void rules(Field object) {
    object.get("rules").items().forEach(this::rule);
    var aggregation = object.get("aggregationRule");
    if (!namespaced && aggregation.present()) {
      var selectors = aggregation.get("clusterRoleSelectors");
      if (selectors.items().isEmpty()) {
        selectors.required(
            "at least one clusterRoleSelector required if aggregationRule is non-nil");
      }
      selectors.items().forEach(SelectorRules::check);
    }
  }

  private void rule(Field rule) {
    if (rule.get("verbs").items().isEmpty()) {
      rule.get("verbs").required("verbs must contain at least one value");
    }
    if (rule.get("nonResourceURLs").items().isEmpty()) {
      resources(rule);
    } else {
      paths(rule);
    }
  }

  private void paths(Field rule) {
    var paths = rule.get("nonResourceURLs");
    if (namespaced) {
      paths.invalid("namespaced rules cannot apply to non-resource URLs");
    }
    for (var name : List.of("apiGroups", "resources", "resourceNames")) {
      if (!rule.get(name).items().isEmpty()) {
        paths.invalid("rules cannot apply to both regular resources and non-resource URLs");
        return;
      }
    }
  }

  private static void resources(Field rule) {
    if (rule.get("apiGroups").items().isEmpty()) {
      rule.get("apiGroups").required("resource rules must supply at least one api group");
    }
    if (rule.get("resources").items().isEmpty()) {
      rule.get("resources").required("resource rules must supply at least one resource");
    }
  }

  /** Kubernetes shows kinds without columns of their own this way. */
  @Override
  public List<Column> columns() {
    return List.of(Column.NAME, Columns.CREATED_AT);
  }
}
