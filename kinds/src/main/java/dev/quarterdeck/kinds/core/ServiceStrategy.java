package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.SelectableFields;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Service (core/v1). Its addresses and node ports are given out by the allocation package. */
public final class ServiceStrategy extends KindStrategy {

  private static final SelectableFields FIELDS =
      new SelectableFields("spec.clusterIP", "spec.type");

  public ServiceStrategy() {
    super(Shape.NAMESPACED_WITH_STATUS, Names::dns1035Label);
  }

  @Override
  public void prepareForCreate(ObjectNode object, WriteContext context) {
    object.putObject("status").putObject("loadBalancer");
    ServiceChanges.alignClusterIps(Tree.child(object, "spec"));
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old, WriteContext context) {
    super.prepareForUpdate(object, old, context);
    if (!context.isStatus()) {
      ServiceDefaults.apply(Tree.child(object, "spec"));
      ServiceChanges.carryOver(Tree.child(object, "spec"), Tree.child(old, "spec"));
      if (!Tree.text(object, "/spec/type").equals("LoadBalancer")) {
        Tree.child(object, "status").putObject("loadBalancer");
      }
    }
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    ServiceDefaults.apply(Tree.child(object, "spec"));
    var loadBalancer = Tree.child(Tree.child(object, "status"), "loadBalancer");
    if (Tree.text(object, "/spec/type").equals("LoadBalancer")) {
      for (var ingress : Tree.objects(loadBalancer, "ingress")) {
        if (!Tree.text(ingress, "/ip").isEmpty()) {
          Tree.fill(ingress, "ipMode", "VIP");
        }
      }
    }
  }

  @Override
  public boolean createsOnUpdate() {
    return true;
  }

  @Override
  protected void rules(Field object) {
    ServiceRules.check(object.get("spec"));
    LoadBalancerRules.check(
        object.get("status", "loadBalancer"), object.get("spec", "type").text());
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    ServiceRules.checkUpdate(object.get("spec"), old.path("spec"));
  }

  @Override
  public SelectableFields selectableFields() {
    return FIELDS;
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text(
            "Type", "How the Service is exposed.", Columns.textAt("/spec/type", Columns.NONE)),
        Columns.text(
            "Cluster-IP",
            "Its address inside the cluster.",
            Columns.textAt("/spec/clusterIP", Columns.NONE)),
        Columns.text("External-IP", "Its addresses outside the cluster.", (s, now) -> external(s)),
        Columns.text("Port(s)", "The ports it listens on.", (s, now) -> ports(s)),
        Column.AGE,
        Columns.wide(
            "Selector",
            "The labels of the pods behind it.",
            (s, now) -> Columns.labels(s.at("/spec/selector"))));
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
        String.join(",", addresses), type.equals("LoadBalancer") ? "<pending>" : Columns.NONE);
  }

  private static String ports(JsonNode service) {
    var ports =
        Tree.objects(service.path("spec"), "ports").stream()
            .map(ServiceStrategy::port)
            .collect(Collectors.joining(","));
    return Columns.orElse(ports, Columns.NONE);
  }

  private static String port(JsonNode port) {
    var nodePort = port.path("nodePort").asLong(0);
    return port.path("port").asText()
        + (nodePort > 0 ? ":" + nodePort : "")
        + "/"
        + port.path("protocol").asText();
  }
}
