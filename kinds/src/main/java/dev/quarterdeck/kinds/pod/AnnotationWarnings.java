package dev.quarterdeck.kinds.pod;

import dev.quarterdeck.machinery.validation.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Advice on annotations of pods whose place fields have taken. */
final class AnnotationWarnings {

  private static final Map<String, String> DEPRECATED = new LinkedHashMap<>();

  static {
    DEPRECATED.put(
        "scheduler.alpha.kubernetes.io/critical-pod",
        "non-functional in v1.16+; use the \"priorityClassName\" field instead");
    DEPRECATED.put(
        "security.alpha.kubernetes.io/sysctls",
        "non-functional in v1.11+; use the \"sysctls\" field instead");
    DEPRECATED.put(
        "security.alpha.kubernetes.io/unsafe-sysctls",
        "non-functional in v1.11+; use the \"sysctls\" field instead");
  }

  private static final String SECCOMP = "seccomp.security.alpha.kubernetes.io/pod";
  private static final String SECCOMP_OF_CONTAINER =
      "container.seccomp.security.alpha.kubernetes.io/";
  private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";
  private static final String NO_SECCOMP =
      "non-functional in v1.27+; use the \"seccompProfile\" field instead";

  private AnnotationWarnings() {}

  static void ofPod(Field holder, List<String> warnings) {
    DEPRECATED.forEach((key, advice) -> add(holder, key, advice, warnings));
  }

  static void seccomp(Field holder, List<String> warnings) {
    if (holder.get("spec", "securityContext", "seccompProfile").absent()) {
      add(holder, SECCOMP, NO_SECCOMP, warnings);
    }
  }

  static void ofContainer(Field holder, Field container, List<String> warnings) {
    var name = container.get("name").text();
    if (container.get("securityContext", "seccompProfile").absent()) {
      add(holder, SECCOMP_OF_CONTAINER + name, NO_SECCOMP, warnings);
    }
    var key = APP_ARMOR + name;
    var annotation = annotation(holder, key);
    if (annotation.given()
        && container.get("securityContext", "appArmorProfile").absent()
        && !isOfPod(annotation.text(), holder.get("spec", "securityContext", "appArmorProfile"))) {
      add(
          holder,
          key,
          "deprecated since v1.30; use the \"appArmorProfile\" field instead",
          warnings);
    }
  }

  /** Whether the annotation says what the pod's own profile says. */
  private static boolean isOfPod(String annotation, Field profile) {
    var type = profile.get("type").text();
    return switch (annotation) {
      case "unconfined" -> type.equals("Unconfined");
      case "runtime/default" -> type.equals("RuntimeDefault");
      default ->
          type.equals("Localhost")
              && annotation.equals("localhost/" + profile.get("localhostProfile").text());
    };
  }

  private static Field annotation(Field holder, String key) {
    return holder.get("metadata", "annotations").key(key);
  }

  private static void add(Field holder, String key, String advice, List<String> warnings) {
    Optional.of(annotation(holder, key))
        .filter(Field::given)
        .ifPresent(annotation -> warnings.add(annotation.path() + ": " + advice));
  }
}
