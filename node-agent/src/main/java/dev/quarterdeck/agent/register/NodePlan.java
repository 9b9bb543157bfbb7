package dev.quarterdeck.agent.register;

import dev.quarterdeck.agent.evict.NodePressure;
import dev.quarterdeck.agent.health.RuntimeHealth;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.NodeSystemInfo;
import io.fabric8.kubernetes.api.model.NodeSystemInfoBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Computes the Node object of this host. */
final class NodePlan {

  static final String VERSION = "v1.36.0";
  static final Set<String> CONDITIONS =
      Set.of("MemoryPressure", "DiskPressure", "PIDPressure", "Ready");
  private static final String NOT_READY = "node.kubernetes.io/not-ready";
  private static final long RESERVED_MEMORY = 100L << 20;

  private final NodeSpec spec;

  NodePlan(NodeSpec spec) {
    this.spec = spec;
  }

  /**
   * The facts from which the Node is computed.
   *
   * @param runtimeVersion such as {@code containerd://1.6.20}
   */
  record Facts(
      HostFacts host,
      RuntimeHealth health,
      NodePressure pressure,
      String runtimeVersion,
      List<ContainerImage> images) {}

  /**
   * The object with which a new node registers. It has the not-ready taint until the node is ready.
   */
  Node registration(Facts facts, Instant now) {
    var taints = new ArrayList<>(spec.taints());
    taints.add(taint(NOT_READY, "NoSchedule"));
    return new NodeBuilder()
        .withNewMetadata()
        .withName(spec.name())
        .withLabels(labels(facts.host.architecture()))
        .withAnnotations(Map.of("volumes.kubernetes.io/controller-managed-attach-detach", "true"))
        .endMetadata()
        .withNewSpec()
        .withTaints(taints)
        .endSpec()
        .withStatus(status(new NodeStatus(), facts, now))
        .build();
  }

  private static Taint taint(String key, String effect) {
    return new TaintBuilder().withKey(key).withEffect(effect).build();
  }

  Map<String, String> labels(String architecture) {
    var labels = new HashMap<>(spec.labels());
    labels.put("kubernetes.io/hostname", spec.name());
    for (var prefix : List.of("kubernetes.io/", "beta.kubernetes.io/")) {
      labels.put(prefix + "os", "linux");
      labels.put(prefix + "arch", architecture);
    }
    return labels;
  }

  NodeStatus status(NodeStatus before, Facts facts, Instant now) {
    var host = facts.host;
    return new NodeStatusBuilder()
        .withCapacity(resources(host.memory(), host.disk(), host))
        .withAllocatable(
            resources(Math.max(0, host.memory() - RESERVED_MEMORY), host.disk() / 10 * 9, host))
        .withAddresses(addresses())
        .withNewDaemonEndpoints()
        .withNewKubeletEndpoint(spec.port())
        .endDaemonEndpoints()
        .withNodeInfo(info(facts))
        .withImages(facts.images)
        .withConditions(conditions(before, facts, now))
        .build();
  }

  private Map<String, Quantity> resources(long memory, long disk, HostFacts host) {
    return Map.of(
        "cpu", new Quantity(Integer.toString(host.cpus())),
        "memory", new Quantity(Long.toString(memory >> 10), "Ki"),
        "ephemeral-storage", new Quantity(Long.toString(disk >> 10), "Ki"),
        "pods", new Quantity(Integer.toString(spec.maxPods())));
  }

  private List<NodeAddress> addresses() {
    var addresses = new ArrayList<NodeAddress>();
    spec.addresses().forEach(ip -> addresses.add(new NodeAddress(ip, "InternalIP")));
    addresses.add(new NodeAddress(spec.name(), "Hostname"));
    return addresses;
  }

  private static NodeSystemInfo info(Facts facts) {
    var host = facts.host;
    return new NodeSystemInfoBuilder()
        .withMachineID(host.ids().machineId())
        .withSystemUUID(host.ids().systemUuid())
        .withBootID(host.ids().bootId())
        .withKernelVersion(host.kernel())
        .withOsImage(host.osImage())
        .withContainerRuntimeVersion(facts.runtimeVersion)
        .withKubeletVersion(VERSION)
        .withKubeProxyVersion("")
        .withOperatingSystem("linux")
        .withArchitecture(host.architecture())
        .build();
  }

  private static List<NodeCondition> conditions(NodeStatus before, Facts facts, Instant now) {
    var pressure = facts.pressure;
    return List.of(
        pressure(before, "MemoryPressure", pressure.memory(), "Memory", now),
        pressure(before, "DiskPressure", pressure.disk(), "Disk", now),
        pressure(before, "PIDPressure", pressure.pid(), "PID", now),
        facts.health.ready()
            ? condition(
                before, "Ready", true, "KubeletReady", "kubelet is posting ready status", now)
            : condition(before, "Ready", false, "KubeletNotReady", facts.health.message(), now));
  }

  private static NodeCondition pressure(
      NodeStatus before, String type, boolean holds, String of, Instant now) {
    var lower = of.equals("PID") ? "PID" : of.toLowerCase(Locale.ROOT);
    return holds
        ? condition(
            before,
            type,
            true,
            of.equals("Disk") ? "KubeletHasDiskPressure" : "KubeletHasInsufficient" + of,
            "kubelet has " + lower + " pressure",
            now)
        : condition(
            before,
            type,
            false,
            of.equals("Disk") ? "KubeletHasNoDiskPressure" : "KubeletHasSufficient" + of,
            of.equals("Disk")
                ? "kubelet has no disk pressure"
                : "kubelet has sufficient %s available".formatted(lower),
            now);
  }

  private static NodeCondition condition(
      NodeStatus before, String type, boolean holds, String reason, String message, Instant now) {
    var status = holds ? "True" : "False";
    var time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    var since =
        before.getConditions().stream()
            .filter(c -> c.getType().equals(type) && c.getStatus().equals(status))
            .map(NodeCondition::getLastTransitionTime)
            .findFirst()
            .orElse(time);
    return new NodeConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .withLastHeartbeatTime(time)
        .withLastTransitionTime(since)
        .build();
  }

  /** Whether two statuses differ in more than heartbeats. */
  static boolean differ(NodeStatus a, NodeStatus b) {
    return !settled(a).equals(settled(b));
  }

  private static NodeStatus settled(NodeStatus status) {
    var conditions =
        status.getConditions().stream()
            .map(c -> new NodeConditionBuilder(c).withLastHeartbeatTime(null).build())
            .toList();
    return new NodeStatusBuilder(status).withConditions(conditions).build();
  }
}
