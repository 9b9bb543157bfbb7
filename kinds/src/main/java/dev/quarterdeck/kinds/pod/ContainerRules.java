package dev.quarterdeck.kinds.pod;

import dev.quarterdeck.machinery.validation.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a pod's containers may say (validateContainers, validateInitContainers). */
final class ContainerRules {

  private static final List<String> PROBES =
      List.of("livenessProbe", "readinessProbe", "startupProbe");

  private ContainerRules() {}

  /**
   * @param volumes the pod's volumes, by name the volume's field
   */
  static void checkAll(Field spec, Map<String, Field> volumes) {
    var names = new HashSet<String>();
    var containers = spec.get("containers");
    if (containers.items().isEmpty()) {
      containers.required("");
    }
    for (var container : containers.items()) {
      common(container, volumes, names);
      running(container);
    }
    for (var container : spec.get("initContainers").items()) {
      common(container, volumes, names);
      init(container);
    }
    for (var container : spec.get("ephemeralContainers").items()) {
      common(container, volumes, names);
    }
    EphemeralRules.check(spec);
  }

  private static void common(Field container, Map<String, Field> volumes, Set<String> names) {
    name(container.get("name"), names);
    var image = container.get("image");
    if (!image.text().strip().equals(image.text())) {
      image.invalid("must not have leading or trailing whitespace");
    }
    for (var port : container.get("ports").items()) {
      if (port.get("containerPort").number() == 0) {
        port.get("containerPort").required("");
      }
    }
    EnvRules.check(container);
    MountRules.check(container, volumes);
    ResourceRules.check(container.get("resources"));
    SecurityRules.container(container.get("securityContext"));
  }

  private static void name(Field name, Set<String> seen) {
    if (name.present() && !seen.add(name.text())) {
      name.duplicate();
    }
  }

  private static void running(Field container) {
    for (var probe : PROBES) {
      ProbeRules.probe(container.get(probe), !probe.equals("readinessProbe"));
    }
    for (var hook : List.of("postStart", "preStop")) {
      ProbeRules.handler(container.get("lifecycle", hook), true);
    }
  }

  private static void init(Field container) {
    if (container.get("restartPolicy").text().equals("Always")) {
      running(container);
      return;
    }
    for (var name : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
      if (container.get(name).present()) {
        container
            .get(name)
            .forbidden("may not be set for init containers without restartPolicy=Always");
      }
    }
  }
}
