package dev.quarterdeck.scheduler;

import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Nodes and pods written as fragments of YAML. */
public final class TestObjects {

  private TestObjects() {}

  /**
   * A pod of the namespace {@code ns} with the label {@code app: web}.
   *
   * @param spec the lines under {@code spec:}, not indented
   */
  public static Pod pod(String name, String spec) {
    return Serialization.unmarshal(
        "kind: Pod\napiVersion: v1\nmetadata: {namespace: ns, name: %s, uid: uid-%s, labels: {app: web}}\nspec:\n"
                .formatted(name, name)
            + spec.indent(2)
            + (spec.contains("containers:") ? "" : "  containers: [{name: c}]\n"),
        Pod.class);
  }

  public static PodInfo podInfo(String name, String spec) {
    return PodInfo.of(pod(name, spec));
  }

  /** A pod that requests cpu and memory, such as {@code requesting("a", "500m", "1Gi")}. */
  public static PodInfo requesting(String name, String cpu, String memory) {
    return podInfo(
        name,
        "containers: [{name: c, resources: {requests: {cpu: %s, memory: %s}}}]"
            .formatted(cpu, memory));
  }

  /** A node of 4 cores and 8 GiB that takes 110 pods. */
  public static Node node(String name, String labels, String spec) {
    return node(name, labels, spec, "cpu: 4, memory: 8Gi, pods: 110");
  }

  public static Node node(String name, String labels, String spec, String allocatable) {
    return Serialization.unmarshal(
        """
        kind: Node
        apiVersion: v1
        metadata: {name: %s, labels: {%s}}
        spec: {%s}
        status: {allocatable: {%s}}
        """
            .formatted(name, labels, spec, allocatable),
        Node.class);
  }

  public static NodeInfo nodeInfo(String name, String labels, String spec) {
    return NodeInfo.of(node(name, labels, spec));
  }
}
