package dev.quarterdeck.controllers.nodelifecycle;

import io.fabric8.kubernetes.api.model.NodeBuilder;

/** Nodes for tests. */
public final class Nodes {

  private Nodes() {}

  /** A node whose Ready condition has this status, or none if it is empty. */
  public static NodeBuilder node(String name, String ready) {
    var node =
        new NodeBuilder()
            .withNewMetadata()
            .withName(name)
            .withUid(name)
            .withCreationTimestamp("2026-01-01T00:00:00Z")
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .withNewStatus()
            .endStatus();
    return ready.isEmpty() ? node : condition(node, "Ready", ready);
  }

  public static NodeBuilder condition(NodeBuilder node, String type, String status) {
    return node.editStatus()
        .addNewCondition()
        .withType(type)
        .withStatus(status)
        .withLastHeartbeatTime("2026-01-01T00:00:00Z")
        .endCondition()
        .endStatus();
  }

  public static NodeBuilder taint(NodeBuilder node, String key, String effect) {
    return node.editSpec().addNewTaint().withKey(key).withEffect(effect).endTaint().endSpec();
  }
}
