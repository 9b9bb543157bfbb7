package dev.quarterdeck.kinds.pod;

import dev.quarterdeck.machinery.validation.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Advice on the ports of a pod's containers, which share one network. */
final class PortWarnings {

  private PortWarnings() {}

  static void collect(Field spec, List<String> warnings) {
    var containers = PodWarnings.containers(spec);
    var sameNumber = new HashMap<String, List<Field>>();
    for (var container : containers) {
      container.get("ports").each(port -> number(port, sameNumber, warnings));
    }
    var sameName = new HashMap<String, Field>();
    for (var container : containers) {
      container.get("ports").each(port -> name(port, sameName, warnings));
    }
  }

  private static void number(Field port, Map<String, List<Field>> known, List<String> warnings) {
    var ip = port.get("hostIP").text();
    var hostPort = port.get("hostPort").number();
    var protocol = port.get("protocol").text();
    var number = port.get("containerPort").number();
    if (!ip.isEmpty() && hostPort == 0) {
      warnings.add(
          "%s: hostIP set without hostPort: {Name:%s HostPort:0 ContainerPort:%d Protocol:%s HostIP:%s}"
              .formatted(port.path(), port.get("name").text(), number, protocol, ip));
    }
    var others = known.computeIfAbsent(number + "/" + protocol, _ -> new ArrayList<>());
    for (var other : others) {
      conflict(ip, hostPort, other)
          .ifPresent(
              how ->
                  warnings.add(
                      "%s: %s port definition with %s".formatted(port.path(), how, other.path())));
    }
    others.add(port);
  }

  /** How two ports of the same number are at odds. */
  private static Optional<String> conflict(String ip, long hostPort, Field other) {
    var otherIp = other.get("hostIP").text();
    var otherPort = other.get("hostPort").number();
    if (ip.equals(otherIp) && hostPort == otherPort) {
      return Optional.of("duplicate");
    }
    if (hostPort == 0 || otherPort == 0) {
      return Optional.of("overlapping");
    }
    return hostPort == otherPort && ip.isEmpty() != otherIp.isEmpty()
        ? Optional.of("dangerously ambiguous")
        : Optional.empty();
  }

  private static void name(Field port, Map<String, Field> known, List<String> warnings) {
    var name = port.get("name").text();
    var other = name.isEmpty() ? null : known.putIfAbsent(name, port);
    if (other != null) {
      warnings.add(
          ("%s: duplicate port name \"%s\" with %s, services and probes that select ports by name"
                  + " will use %s")
              .formatted(port.path(), name, other.path(), other.path()));
    }
  }
}
