package dev.quarterdeck.kinds.pod;

import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rules on a container's environment, and on downward API fields. */
final class EnvRules {

  private static final List<String> SOURCES =
      List.of("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef");
  private static final List<String> ENV_FIELDS =
      List.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");
  private static final List<String> VOLUME_FIELDS =
      List.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid");
  private static final Pattern SUBSCRIPT =
      Pattern.compile("metadata\\.(labels|annotations)\\['([^']{1,320})'\\]");
  private static final Pattern RESOURCE =
      Pattern.compile(
          "(limits|requests)\\.(cpu|memory|ephemeral-storage|hugepages-[0-9A-Za-z]{1,20})");

  private EnvRules() {}

  static void check(Field container) {
    for (var env : container.get("env").items()) {
      if (env.get("valueFrom").present()) {
        source(env);
      }
    }
    for (var from : container.get("envFrom").items()) {
      from(from);
    }
  }

  private static void source(Field env) {
    var from = env.get("valueFrom");
    var named = SOURCES.stream().filter(source -> from.get(source).present()).toList();
    if (named.isEmpty()) {
      from.invalid(
          "",
          "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or"
              + " `secretKeyRef`");
    } else if (env.get("value").present()) {
      from.invalid("", "may not be specified when `value` is not empty");
    } else if (named.size() > 1) {
      from.invalid("", "may not have more than one field specified at a time");
    }
    if (from.get("fieldRef").present()) {
      fieldRef(from.get("fieldRef"), ENV_FIELDS);
    }
    if (from.get("resourceFieldRef").present()) {
      resourceFieldRef(from.get("resourceFieldRef"), false);
    }
  }

  private static void from(Field from) {
    var count =
        Stream.of("configMapRef", "secretRef").filter(source -> from.get(source).present()).count();
    if (count == 0) {
      from.invalid("", "must specify one of: `configMapRef` or `secretRef`");
    } else if (count > 1) {
      from.invalid("", "may not have more than one field specified at a time");
    }
  }

  /** A downward API item of a volume. */
  static void downward(Field item) {
    if (item.get("fieldRef").present()) {
      fieldRef(item.get("fieldRef"), VOLUME_FIELDS);
      if (item.get("resourceFieldRef").present()) {
        item.invalid(
            "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
      }
    } else if (item.get("resourceFieldRef").present()) {
      resourceFieldRef(item.get("resourceFieldRef"), true);
    } else {
      item.required("one of fieldRef and resourceFieldRef is required");
    }
  }

  private static void fieldRef(Field ref, List<String> supported) {
    var path = ref.get("fieldPath");
    if (!ref.get("apiVersion").text().equals("v1")) {
      ref.get("apiVersion").invalid("only v1 is supported");
    }
    var subscript = SUBSCRIPT.matcher(path.text());
    if (subscript.matches()) {
      path.invalidFor(Names.qualified(subscript.group(2)));
    } else {
      path.noneBut(supported);
    }
  }

  private static void resourceFieldRef(Field ref, boolean volume) {
    var resource = ref.get("resource");
    if (volume && ref.get("containerName").absent()) {
      ref.get("containerName").required("");
    }
    if (resource.present() && !RESOURCE.matcher(resource.text()).matches()) {
      resource.notSupported(
          List.of(
              "limits.cpu",
              "limits.ephemeral-storage",
              "limits.memory",
              "requests.cpu",
              "requests.ephemeral-storage",
              "requests.memory"));
    }
  }
}
