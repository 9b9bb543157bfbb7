package dev.quarterdeck.cri.sim;

import dev.quarterdeck.proto.cri.v1.LinuxPodSandboxStatus;
import dev.quarterdeck.proto.cri.v1.Namespace;
import dev.quarterdeck.proto.cri.v1.NamespaceMode;
import dev.quarterdeck.proto.cri.v1.PodSandbox;
import dev.quarterdeck.proto.cri.v1.PodSandboxConfig;
import dev.quarterdeck.proto.cri.v1.PodSandboxFilter;
import dev.quarterdeck.proto.cri.v1.PodSandboxNetworkStatus;
import dev.quarterdeck.proto.cri.v1.PodSandboxState;
import dev.quarterdeck.proto.cri.v1.PodSandboxStatus;

/** A simulated sandbox. The lock of {@link SimNode} guards it. */
final class SimSandbox {

  final String id;
  final PodSandboxConfig config;
  final String handler;
  final long createdAt;
  // empty for a sandbox on the host's network and for a stopped one
  String ip;
  PodSandboxState state = PodSandboxState.SANDBOX_READY;

  SimSandbox(String id, PodSandboxConfig config, String handler, long createdAt, String ip) {
    this.id = id;
    this.config = config;
    this.handler = handler;
    this.createdAt = createdAt;
    this.ip = ip;
  }

  static boolean onHostNetwork(PodSandboxConfig config) {
    var namespaces = config.getLinux().getSecurityContext().getNamespaceOptions();
    return namespaces.getNetwork() == NamespaceMode.NODE;
  }

  boolean matches(PodSandboxFilter filter) {
    return (filter.getId().isEmpty() || filter.getId().equals(id))
        && (!filter.hasState() || filter.getState().getState() == state)
        && config.getLabelsMap().entrySet().containsAll(filter.getLabelSelectorMap().entrySet());
  }

  PodSandbox listed() {
    return PodSandbox.newBuilder()
        .setId(id)
        .setMetadata(config.getMetadata())
        .setState(state)
        .setCreatedAt(createdAt)
        .putAllLabels(config.getLabelsMap())
        .putAllAnnotations(config.getAnnotationsMap())
        .setRuntimeHandler(handler)
        .build();
  }

  PodSandboxStatus status() {
    var namespaces =
        Namespace.newBuilder()
            .setOptions(config.getLinux().getSecurityContext().getNamespaceOptions());
    return PodSandboxStatus.newBuilder()
        .setId(id)
        .setMetadata(config.getMetadata())
        .setState(state)
        .setCreatedAt(createdAt)
        .setNetwork(PodSandboxNetworkStatus.newBuilder().setIp(ip))
        .setLinux(LinuxPodSandboxStatus.newBuilder().setNamespaces(namespaces))
        .putAllLabels(config.getLabelsMap())
        .putAllAnnotations(config.getAnnotationsMap())
        .setRuntimeHandler(handler)
        .build();
  }
}
