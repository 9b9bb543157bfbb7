package dev.quarterdeck.kinds.core;

import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.HashSet;

/** The rules on a Service's ports. */
final class ServicePortRules {

  private static final int KUBELET_PORT = 10_250;

  private ServicePortRules() {}

  static void check(Field spec) {
    var ports = spec.get("ports");
    var type = spec.get("type").text();
    var headless = spec.get("clusterIP").text().equals("None");
    if (ports.items().isEmpty() && !headless && !type.equals("ExternalName")) {
      ports.required("");
    }
    var combinations = new HashSet<String>();
    var nodePorts = new HashSet<String>();
    for (var port : ports.items()) {
      if (ports.node().size() > 1) {
        port.get("name").needed();
      }
      numbers(port, type);
      var protocol = port.get("protocol").text();
      if (!combinations.add(protocol + port.get("port").number())) {
        port.duplicate();
      }
      var nodePort = port.get("nodePort");
      if (nodePort.number() > 0 && !nodePorts.add(protocol + nodePort.number())) {
        nodePort.duplicate();
      }
    }
  }

  private static void numbers(Field port, String type) {
    var number = port.get("port");
    number.invalidFor(Names.portNumber(number.number()));
    if (type.equals("LoadBalancer") && number.number() == KUBELET_PORT) {
      number.invalid("may not expose port 10250 externally since it is used by kubelet");
    }
    port.get("targetPort").port();
    var nodePort = port.get("nodePort");
    if (nodePort.number() != 0 && (type.equals("ClusterIP") || type.equals("ExternalName"))) {
      nodePort.forbidden("may not be used when `type` is '%s'".formatted(type));
    }
  }
}
