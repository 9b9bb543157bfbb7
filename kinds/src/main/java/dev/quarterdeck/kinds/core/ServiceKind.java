package dev.quarterdeck.kinds.core;

import static dev.quarterdeck.kinds.Column.AGE;
import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Column.text;
import static dev.quarterdeck.kinds.Columns.NONE;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.Subresource;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Names;
import java.util.ArrayList;
import java.util.stream.Collectors;

/** Service (v1). Its addresses and node ports are given out by the allocation package. */
final class ServiceKind {

  private ServiceKind() {}

  static Kind declare() {
    return Kind.namespaced("v1", "services", "Service")
        .shortNames("svc")
        .categories("all")
        .subresources(Subresource.STATUS, Subresource.proxy("ServiceProxyOptions"))
        .storedAs("services/specs")
        .withoutGeneration()
        .showsDeleted()
        .createsOnUpdate()
        .names(Names::dns1035Label)
        .prepareCreate((s, context) -> ServiceChanges.alignClusterIps(Tree.child(s, "spec")))
        .prepareUpdate(ServiceChanges::prepare)
        .defaults(ServiceDefaults::applyTo)
        .rules(ServiceRules::check)
        .updateRules((s, old, context) -> ServiceRules.checkUpdate(s.get("spec"), old.path("spec")))
        .warnings(ServiceWarnings::of)
        .statusWarnings(ServiceWarnings::ofStatus)
        .selectable("spec.clusterIP", "spec.type")
        .columns(
            NAME,
            text("Type", "spec.type").orElse(NONE),
            text("Cluster-IP", "spec.clusterIP").orElse(NONE),
            text("External-IP", "spec.externalIPs").shows(ServiceKind::external),
            text("Port(s)", "spec.ports").shows(ServiceKind::ports).orElse(NONE),
            AGE,
            text("Selector", "spec.selector")
                .shows(s -> Columns.labels(s.at("/spec/selector")))
                .wide());
  }

  private static String external(JsonNode service) {
    var addresses = new ArrayList<String>();
    var type = service.at("/spec/type").asText();
    if (type.equals("ExternalName")) {
      return service.at("/spec/externalName").asText();
    }
    if (type.equals("LoadBalancer")) {
      for (var ingress : service.at("/status/loadBalancer/ingress")) {
        addresses.add(ingress.path("ip").asText(ingress.path("hostname").asText("")));
      }
    }
    addresses.addAll(Tree.texts(service.at("/spec/externalIPs")));
    return Columns.orElse(
        String.join(",", addresses), type.equals("LoadBalancer") ? "<pending>" : NONE);
  }

  private static String ports(JsonNode service) {
    return Tree.objects(service.path("spec"), "ports").stream()
        .map(ServiceKind::port)
        .collect(Collectors.joining(","));
  }

  private static String port(JsonNode port) {
    var nodePort = port.path("nodePort").asLong(0);
    return port.path("port").asText()
        + (nodePort > 0 ? ":" + nodePort : "")
        + "/"
        + port.path("protocol").asText();
  }
}
