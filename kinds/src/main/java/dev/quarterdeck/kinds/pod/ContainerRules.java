package dev.quarterdeck.kinds.pod;

import dev.quarterdeck.machinery.validation.Addresses;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a pod's containers may say (validateContainers, validateInitContainers). */
final class ContainerRules {

  private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
  private static final List<String> MESSAGE_POLICIES = List.of("FallbackToLogsOnError", "File");
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

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
      restartPolicy(container);
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
    if (image.absent()) {
      image.required("");
    } else if (!image.text().strip().equals(image.text())) {
      image.invalid("must not have leading or trailing whitespace");
    }
    container.get("imagePullPolicy").oneOf(PULL_POLICIES);
    container.get("terminationMessagePolicy").oneOf(MESSAGE_POLICIES);
    ports(container.get("ports"));
    EnvRules.check(container);
    MountRules.check(container, volumes);
    ResourceRules.check(container.get("resources"));
    SecurityRules.container(container.get("securityContext"));
  }

  private static void name(Field name, Set<String> seen) {
    if (name.absent()) {
      name.required("");
      return;
    }
    name.invalidFor(Names.dns1123Label(name.text()));
    if (!seen.add(name.text())) {
      name.duplicate();
    }
  }

  private static void running(Field container) {
    for (var probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      ProbeRules.probe(container.get(probe), !probe.equals("readinessProbe"));
    }
    for (var hook : List.of("postStart", "preStop")) {
      ProbeRules.handler(container.get("lifecycle", hook), true);
    }
  }

  private static void init(Field container) {
    var policy = container.get("restartPolicy");
    if (policy.text().equals("Always")) {
      running(container);
      return;
    }
    restartPolicy(container);
    for (var name : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
      if (container.get(name).present()) {
        container
            .get(name)
            .forbidden("may not be set for init containers without restartPolicy=Always");
      }
    }
  }

  private static void restartPolicy(Field container) {
    var policy = container.get("restartPolicy");
    if (policy.present()) {
      policy.oneOf(List.of("Always", "Never", "OnFailure"));
    }
  }

  private static void ports(Field ports) {
    var names = new HashSet<String>();
    for (var port : ports.items()) {
      var name = port.get("name");
      if (name.present()) {
        name.invalidFor(Names.portName(name.text()));
        if (!names.add(name.text())) {
          name.duplicate();
        }
      }
      var number = port.get("containerPort");
      if (number.number() == 0) {
        number.required("");
      } else {
        number.invalidFor(Names.portNumber(number.number()));
      }
      var host = port.get("hostPort");
      if (host.number() != 0) {
        host.invalidFor(Names.portNumber(host.number()));
      }
      var ip = port.get("hostIP");
      if (ip.present() && !Addresses.isIp(ip.text())) {
        ip.invalid(Addresses.NOT_AN_IP);
      }
      port.get("protocol").oneOf(PROTOCOLS);
    }
  }
}
