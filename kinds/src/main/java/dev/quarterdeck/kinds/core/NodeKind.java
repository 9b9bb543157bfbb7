package dev.quarterdeck.kinds.core;

import static dev.quarterdeck.kinds.Column.AGE;
import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Column.text;
import static dev.quarterdeck.kinds.Columns.NONE;
import static dev.quarterdeck.kinds.Columns.UNKNOWN;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.SelectableFields;
import dev.quarterdeck.kinds.Subresource;
import dev.quarterdeck.machinery.Tree;
import java.util.TreeSet;

/** Node (v1). A kubelet registers with status, so a create keeps it. */
final class NodeKind {

  private static final String ROLE_PREFIX = "node-role.kubernetes.io/";
  private static final SelectableFields FIELDS =
      new SelectableFields("spec.unschedulable")
          .readBy((node, field) -> Boolean.toString(Tree.at(node, field).asBoolean(false)));

  private NodeKind() {}

  static Kind declare() {
    return Kind.cluster("v1", "nodes", "Node")
        .shortNames("no")
        .subresources(Subresource.STATUS, Subresource.proxy("NodeProxyOptions"))
        .storedAs("minions")
        .withoutGeneration()
        .keepsStatusOnCreate()
        .defaults(NodeRules::applyDefaults)
        .rules(NodeRules::check)
        .updateRules((node, old, context) -> NodeRules.checkUpdate(node, old))
        .warnings((node, old) -> NodeRules.warnings(node))
        .selectable(FIELDS)
        .columns(
            NAME,
            text("Status").about("The status of the node").shows(NodeKind::status),
            text("Roles").about("The roles of the node").shows(NodeKind::roles),
            AGE,
            text("Version", "status.nodeInfo.kubeletVersion"),
            text("Internal-IP", "status.addresses").shows(n -> address(n, "InternalIP")).wide(),
            text("External-IP", "status.addresses").shows(n -> address(n, "ExternalIP")).wide(),
            text("OS-Image", "status.nodeInfo.osImage").orElse(UNKNOWN).wide(),
            text("Kernel-Version", "status.nodeInfo.kernelVersion").orElse(UNKNOWN).wide(),
            text("Container-Runtime", "status.nodeInfo.containerRuntimeVersion")
                .orElse(UNKNOWN)
                .wide());
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
    return Columns.orElse(String.join(",", roles), NONE);
  }

  private static String address(JsonNode node, String type) {
    for (var address : node.at("/status/addresses")) {
      if (address.path("type").asText().equals(type)) {
        return address.path("address").asText();
      }
    }
    return NONE;
  }
}
