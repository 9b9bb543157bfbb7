package dev.quarterdeck.kinds.rbac;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;
import java.util.Objects;

/** What RoleBindings and ClusterRoleBindings may say (ValidateRoleBinding). */
final class BindingRules {

  private static final String GROUP = "rbac.authorization.k8s.io";

  private BindingRules() {}

  static void applyDefaults(ObjectNode binding) {
    if (binding.get("roleRef") instanceof ObjectNode role) {
      Tree.fill(role, "apiGroup", GROUP);
    }
    for (var subject : Tree.objects(binding, "subjects")) {
      var kind = Tree.text(subject, "/kind");
      if (kind.equals("User") || kind.equals("Group")) {
        Tree.fill(subject, "apiGroup", GROUP);
      }
    }
  }

  static void check(Field binding, boolean namespaced) {
    var role = binding.get("roleRef");
    among(role.get("apiGroup"), List.of(GROUP));
    among(role.get("kind"), namespaced ? List.of("Role", "ClusterRole") : List.of("ClusterRole"));
    role.get("name").needed(Names::pathSegment);
    binding.get("subjects").each(subject -> subject(subject, namespaced));
  }

  private static void subject(Field subject, boolean namespaced) {
    subject.get("name").needed();
    var kind = subject.get("kind");
    switch (kind.text()) {
      case "ServiceAccount" -> serviceAccount(subject, namespaced);
      case "User", "Group" -> among(subject.get("apiGroup"), List.of(GROUP));
      default -> kind.notSupported(List.of("ServiceAccount", "User", "Group"));
    }
  }

  private static void among(Field field, List<String> supported) {
    if (!supported.contains(field.text())) {
      field.notSupported(supported);
    }
  }

  private static void serviceAccount(Field subject, boolean namespaced) {
    subject.get("name").optional(Names::dns1123Subdomain);
    among(subject.get("apiGroup"), List.of(""));
    if (!namespaced) {
      subject.get("namespace").needed();
    }
  }

  static void checkUpdate(Field binding, ObjectNode old) {
    if (!Objects.equals(binding.node().get("roleRef"), old.get("roleRef"))) {
      binding.get("roleRef").invalid("cannot change roleRef");
    }
  }
}
