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
import java.util.List;
import java.util.TreeSet;

/** Node (core/v1). A kubelet registers with status, so a create keeps it. */
public final class NodeStrategy extends KindStrategy {

  private static final SelectableFields FIELDS =
      new SelectableFields("spec.unschedulable")
          .readBy(
              (node, field) ->
                  Boolean.toString(node.path("spec").path("unschedulable").asBoolean(false)));
  private static final String ROLE_PREFIX = "node-role.kubernetes.io/";

  public NodeStrategy() {
    super(Shape.CLUSTER_WITH_STATUS, Names::dns1123Subdomain);
  }

  @Override
  public void prepareForCreate(ObjectNode object, WriteContext context) {}

  @Override
  public void applyDefaults(ObjectNode object) {
    alignPodCidrs(Tree.child(object, "spec"));
    var status = Tree.child(object, "status");
    if (!status.has("allocatable") && status.get("capacity") instanceof ObjectNode capacity) {
      status.set("allocatable", capacity.deepCopy());
    }
    Tree.fill(Tree.child(Tree.child(status, "daemonEndpoints"), "kubeletEndpoint"), "Port", 0);
  }

  /** {@code podCIDR} is the first of {@code podCIDRs}; whoever sets one means both. */
  private static void alignPodCidrs(ObjectNode spec) {
    var cidr = Tree.text(spec, "/podCIDR");
    var first = Tree.text(spec, "/podCIDRs/0");
    if (cidr.isEmpty() && !first.isEmpty()) {
      spec.put("podCIDR", first);
    } else if (!cidr.isEmpty() && first.isEmpty()) {
      spec.putArray("podCIDRs").add(cidr);
    }
  }

  @Override
  protected void rules(Field object) {
    NodeRules.check(object);
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    NodeRules.checkUpdate(object, old);
  }

  @Override
  public SelectableFields selectableFields() {
    return FIELDS;
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text("Status", "The status of the node.", (node, now) -> status(node)),
        Columns.text("Roles", "The roles of the node.", (node, now) -> roles(node)),
        Column.AGE,
        Columns.text(
            "Version",
            "Kubelet Version reported by the node.",
            Columns.textAt("/status/nodeInfo/kubeletVersion", "")),
        Columns.wide(
            "Internal-IP",
            "The node's address inside the cluster.",
            (node, now) -> address(node, "InternalIP")),
        Columns.wide(
            "External-IP",
            "The node's address outside the cluster.",
            (node, now) -> address(node, "ExternalIP")),
        Columns.wide(
            "OS-Image",
            "Its distribution.",
            Columns.textAt("/status/nodeInfo/osImage", Columns.UNKNOWN)),
        Columns.wide(
            "Kernel-Version",
            "Its kernel.",
            Columns.textAt("/status/nodeInfo/kernelVersion", Columns.UNKNOWN)),
        Columns.wide(
            "Container-Runtime",
            "Its container runtime and version.",
            Columns.textAt("/status/nodeInfo/containerRuntimeVersion", Columns.UNKNOWN)));
  }

  private static String status(JsonNode node) {
    var status = "Unknown";
    for (var condition : node.at("/status/conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        status = condition.path("status").asText().equals("True") ? "Ready" : "NotReady";
      }
    }
    return node.at("/spec/unschedulable").asBoolean(false)
        ? status + ",SchedulingDisabled"
        : status;
  }

  private static String roles(JsonNode node) {
    var roles = new TreeSet<String>();
    Tree.textMap(node.at("/metadata/labels"))
        .forEach(
            (key, value) -> {
              if (key.startsWith(ROLE_PREFIX) && key.length() > ROLE_PREFIX.length()) {
                roles.add(key.substring(ROLE_PREFIX.length()));
              } else if (key.equals("kubernetes.io/role") && !value.isEmpty()) {
                roles.add(value);
              }
            });
    return Columns.orElse(String.join(",", roles), Columns.NONE);
  }

  private static String address(JsonNode node, String type) {
    for (var address : node.at("/status/addresses")) {
      if (address.path("type").asText().equals(type)) {
        return address.path("address").asText();
      }
    }
    return Columns.NONE;
  }
}
