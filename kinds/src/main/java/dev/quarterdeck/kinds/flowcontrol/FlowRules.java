package dev.quarterdeck.kinds.flowcontrol;

import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which requests a FlowSchema matches (ValidateFlowSchemaPolicyRulesWithSubjects). */
final class FlowRules {

  private static final List<String> VERBS =
      List.of(
          "create",
          "delete",
          "deletecollection",
          "get",
          "list",
          "patch",
          "proxy",
          "update",
          "watch");
  private static final List<String> SUBJECTS = List.of("Group", "ServiceAccount", "User");

  private FlowRules() {}

  static void check(Field rule) {
    var subjects = rule.get("subjects");
    if (subjects.items().isEmpty()) {
      subjects.required("subjects must contain at least one value");
    }
    subjects.items().forEach(FlowRules::subject);
    var resources = rule.get("resourceRules");
    var paths = rule.get("nonResourceRules");
    if (resources.items().isEmpty() && paths.items().isEmpty()) {
      rule.required("at least one of resourceRules and nonResourceRules has to be non-empty");
    }
    resources.items().forEach(FlowRules::resource);
    paths.items().forEach(FlowRules::path);
  }

  private static void subject(Field subject) {
    var kind = subject.get("kind");
    if (!SUBJECTS.contains(kind.text())) {
      kind.notSupported(SUBJECTS);
      return;
    }
    for (var other : SUBJECTS) {
      var field = subject.get(other.substring(0, 1).toLowerCase(Locale.ROOT) + other.substring(1));
      var name = field.path().substring(field.path().lastIndexOf('.') + 1);
      if (!other.equals(kind.text())) {
        if (field.present()) {
          field.forbidden("%s is forbidden when subject kind is not '%s'".formatted(name, other));
        }
      } else if (field.absent()) {
        field.required("%s is required when subject kind is '%s'".formatted(name, other));
      } else if (other.equals("ServiceAccount")) {
        account(field);
      } else if (field.get("name").absent()) {
        field.get("name").required("");
      }
    }
  }

  private static void account(Field account) {
    var name = account.get("name");
    if (name.absent()) {
      name.required("");
    } else if (!name.text().equals("*")) {
      name.invalidFor(Names.dns1123Subdomain(name.text()));
    }
    var namespace = account.get("namespace");
    if (namespace.absent()) {
      namespace.required("must specify namespace for service account");
    } else {
      namespace.invalidFor(Names.dns1123Label(namespace.text()));
    }
  }

  private static void resource(Field rule) {
    verbs(rule.get("verbs"));
    list(rule.get("apiGroups"), "resource rules must supply at least one api group", "api groups");
    list(rule.get("resources"), "resource rules must supply at least one resource", "resources");
    var namespaces = rule.get("namespaces");
    if (namespaces.items().isEmpty()) {
      if (!rule.get("clusterScope").isTrue()) {
        namespaces.required(
            "resource rules that are not cluster scoped must supply at least one namespace");
      }
      return;
    }
    list(namespaces, "", "namespaces");
    for (var namespace : namespaces.items()) {
      if (!namespace.text().equals("*")) {
        namespace.invalidFor(Names.dns1123Label(namespace.text()));
      }
    }
  }

  private static void path(Field rule) {
    verbs(rule.get("verbs"));
    var urls = rule.get("nonResourceURLs");
    list(urls, "nonResourceURLs must contain at least one value", "non-resource URLs");
    for (var url : urls.items()) {
      var text = url.text();
      if (text.equals("*")) {
        continue;
      }
      if (!text.startsWith("/")) {
        url.invalid("must start with slash");
      } else if (text.contains(" ")) {
        url.invalid("must not contain white-space");
      } else if (text.contains("//")) {
        url.invalid("must not contain double slash");
      } else if (text.indexOf('*') >= 0
          && !(text.endsWith("/*") && text.indexOf('*') == text.length() - 1)) {
        url.invalid("wildcard can only do suffix matching");
      }
    }
  }

  private static void verbs(Field verbs) {
    list(verbs, "verbs must contain at least one value", "verbs");
    var unknown = Set.copyOf(Tree.texts(verbs.node())).stream();
    if (unknown.anyMatch(verb -> !verb.equals("*") && !VERBS.contains(verb))) {
      verbs.notSupported(VERBS);
    }
  }

  private static void list(Field list, String required, String what) {
    if (list.items().isEmpty()) {
      list.required(required);
    } else if (list.items().size() > 1 && Tree.texts(list.node()).contains("*")) {
      list.invalid("if '*' is present, must not specify other " + what);
    }
  }
}
