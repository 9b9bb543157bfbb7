package dev.quarterdeck.kinds.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** RoleBinding and ClusterRoleBinding (rbac.authorization.k8s.io/v1): who has a role. */
public final class RoleBindingStrategy extends KindStrategy {

  static final String GROUP = "rbac.authorization.k8s.io";

  private final boolean namespaced;

  private RoleBindingStrategy(Shape shape) {
    super(shape, Names::pathSegment);
    this.namespaced = shape == Shape.NAMESPACED;
  }

  public static RoleBindingStrategy ofNamespace() {
    return new RoleBindingStrategy(Shape.NAMESPACED);
  }

  public static RoleBindingStrategy ofCluster() {
    return new RoleBindingStrategy(Shape.CLUSTER);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    if (object.get("roleRef") instanceof ObjectNode role) {
      Tree.fill(role, "apiGroup", GROUP);
    }
    for (var subject : Tree.objects(object, "subjects")) {
      var kind = Tree.text(subject, "/kind");
      if (kind.equals("User") || kind.equals("Group")) {
        Tree.fill(subject, "apiGroup", GROUP);
      }
    }
  }

  @Override
  public boolean createsOnUpdate() {
    return true;
  }

  @Override
  protected void rules(Field object) {
    var role = object.get("roleRef");
    if (!role.get("apiGroup").text().equals(GROUP)) {
      new Field(role.get("apiGroup").node(), "roleRef.apiGroup", object.errors())
          .notSupported(List.of(GROUP));
    }
    var kinds = namespaced ? List.of("Role", "ClusterRole") : List.of("ClusterRole");
    if (!kinds.contains(role.get("kind").text())) {
      role.get("kind").notSupported(kinds);
    }
    if (role.get("name").absent()) {
      role.get("name").required("");
    } else {
      role.get("name").invalidFor(Names.pathSegment(role.get("name").text()));
    }
    object.get("subjects").items().forEach(this::subject);
  }

  private void subject(Field subject) {
    var name = subject.get("name");
    if (name.absent()) {
      name.required("");
    }
    var kind = subject.get("kind");
    switch (kind.text()) {
      case "ServiceAccount" -> serviceAccount(subject);
      case "User", "Group" -> {
        if (!subject.get("apiGroup").text().equals(GROUP)) {
          subject.get("apiGroup").notSupported(List.of(GROUP));
        }
      }
      default -> kind.notSupported(List.of("ServiceAccount", "User", "Group"));
    }
  }

  private void serviceAccount(Field subject) {
    if (subject.get("name").present()) {
      subject.get("name").invalidFor(Names.dns1123Subdomain(subject.get("name").text()));
    }
    if (subject.get("apiGroup").present()) {
      subject.get("apiGroup").notSupported(List.of(""));
    }
    if (!namespaced && subject.get("namespace").absent()) {
      subject.get("namespace").required("");
    }
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    if (!Objects.equals(object.node().get("roleRef"), old.get("roleRef"))) {
      object.get("roleRef").invalid("cannot change roleRef");
    }
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text(
            "Role",
            "The role it gives.",
            (b, now) -> Tree.text(b, "/roleRef/kind") + "/" + Tree.text(b, "/roleRef/name")),
        Column.AGE,
        Columns.wide("Users", "The users who have it.", (b, now) -> subjects(b, "User")),
        Columns.wide("Groups", "The groups that have it.", (b, now) -> subjects(b, "Group")),
        Columns.wide(
            "ServiceAccounts",
            "The ServiceAccounts that have it.",
            (b, now) -> subjects(b, "ServiceAccount")));
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
