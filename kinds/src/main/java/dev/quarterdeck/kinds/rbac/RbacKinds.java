package dev.quarterdeck.kinds.rbac;

import static dev.quarterdeck.kinds.Column.AGE;
import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Column.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;
import java.util.stream.Collectors;

/** rbac.authorization.k8s.io/v1. */
public final class RbacKinds {

  private static final String VERSION = "rbac.authorization.k8s.io/v1";

  private RbacKinds() {}

  /** In the order discovery shows them. */
  public static List<ResourceType> all() {
    return List.of(
        binding(Kind.cluster(VERSION, "clusterrolebindings", "ClusterRoleBinding"), false),
        role(Kind.cluster(VERSION, "clusterroles", "ClusterRole"), false),
        binding(Kind.namespaced(VERSION, "rolebindings", "RoleBinding"), true),
        role(Kind.namespaced(VERSION, "roles", "Role"), true));
  }

  /** A list of what may be done. */
  private static ResourceType role(Kind kind, boolean namespaced) {
    return kind.withoutGeneration()
        .createsOnUpdate()
        .names(Names::pathSegment)
        .rules(role -> RoleRules.check(role, namespaced))
        .columns(NAME, Columns.CREATED_AT)
        .type();
  }

  /** Who has a role. */
  private static ResourceType binding(Kind kind, boolean namespaced) {
    var what = namespaced ? "roleBinding" : "clusterRoleBinding";
    return kind.withoutGeneration()
        .createsOnUpdate()
        .names(Names::pathSegment)
        .defaults(BindingRules::applyDefaults)
        .rules(binding -> BindingRules.check(binding, namespaced))
        .updateRules((binding, old, context) -> BindingRules.checkUpdate(binding, old))
        .columns(
            NAME,
            text("Role", "roleRef")
                .shows(b -> Tree.text(b, "/roleRef/kind") + "/" + Tree.text(b, "/roleRef/name")),
            AGE,
            text("Users").about("Users in the " + what).shows(b -> subjects(b, "User")).wide(),
            text("Groups").about("Groups in the " + what).shows(b -> subjects(b, "Group")).wide(),
            text("ServiceAccounts")
                .about("ServiceAccounts in the " + what)
                .shows(b -> subjects(b, "ServiceAccount"))
                .wide())
        .type();
  }

  private static String subjects(JsonNode binding, String kind) {
    return Tree.objects(binding, "subjects").stream()
        .filter(subject -> Tree.text(subject, "/kind").equals(kind))
        .map(
            subject ->
                (kind.equals("ServiceAccount") ? Tree.text(subject, "/namespace") + "/" : "")
                    + Tree.text(subject, "/name"))
        .collect(Collectors.joining(", "));
  }
}
