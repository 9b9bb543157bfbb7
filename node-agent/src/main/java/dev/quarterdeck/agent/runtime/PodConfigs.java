package dev.quarterdeck.agent.runtime;

import dev.quarterdeck.agent.plan.ContainerHash;
import dev.quarterdeck.agent.plan.PodSpecs;
import dev.quarterdeck.agent.plan.SysctlAllowlist;
import dev.quarterdeck.proto.cri.v1.ContainerConfig;
import dev.quarterdeck.proto.cri.v1.ContainerMetadata;
import dev.quarterdeck.proto.cri.v1.ImageSpec;
import dev.quarterdeck.proto.cri.v1.KeyValue;
import dev.quarterdeck.proto.cri.v1.LinuxContainerConfig;
import dev.quarterdeck.proto.cri.v1.LinuxPodSandboxConfig;
import dev.quarterdeck.proto.cri.v1.Mount;
import dev.quarterdeck.proto.cri.v1.PodSandboxConfig;
import dev.quarterdeck.proto.cri.v1.PodSandboxMetadata;
import dev.quarterdeck.proto.cri.v1.PortMapping;
import dev.quarterdeck.proto.cri.v1.Protocol;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Translates pods and containers to CRI configurations. */
public final class PodConfigs {

  private static final int HOSTNAME_LENGTH = 63;

  private final NodeSettings node;

  public PodConfigs(NodeSettings node) {
    this.node = node;
  }

  /** The folder of a pod's logs: {@code NAMESPACE_NAME_UID} below the folder of all logs. */
  public Path logFolder(Pod pod) {
    var metadata = pod.getMetadata();
    return node.podLogs()
        .resolve(
            "%s_%s_%s".formatted(metadata.getNamespace(), metadata.getName(), metadata.getUid()));
  }

  /**
   * The CRI configuration of a pod's sandbox.
   *
   * @throws IOException when the host's resolver configuration cannot be read
   */
  public PodSandboxConfig sandbox(Pod pod, int attempt) throws IOException {
    var metadata = pod.getMetadata();
    var config =
        PodSandboxConfig.newBuilder()
            .setMetadata(
                PodSandboxMetadata.newBuilder()
                    .setName(metadata.getName())
                    .setNamespace(metadata.getNamespace())
                    .setUid(metadata.getUid())
                    .setAttempt(attempt))
            .setHostname(hostname(pod))
            .setLogDirectory(logFolder(pod).toString())
            .putAllLabels(orEmpty(metadata.getLabels()))
            .putAllLabels(podLabels(pod))
            .putAllAnnotations(orEmpty(metadata.getAnnotations()))
            .putAnnotations(Labels.CONFIG_SOURCE, "api")
            .addAllPortMappings(portMappings(pod))
            .setLinux(
                LinuxPodSandboxConfig.newBuilder()
                    .setCgroupParent(CgroupPaths.pod(node.cgroupRoot(), pod))
                    .setSecurityContext(Security.sandbox(pod))
                    .putAllSysctls(sysctls(pod)));
    Dns.of(pod, node).ifPresent(config::setDnsConfig);
    return config.build();
  }

  /**
   * The inputs of a container's configuration.
   *
   * @param target the id of the container whose process namespace the container joins; empty for
   *     none
   */
  public record Prepared(
      Container spec,
      String target,
      int attempt,
      int backoffStep,
      String imageRef,
      Long imageUser,
      List<String> command,
      List<String> arguments,
      Map<String, String> environment,
      List<Mount> mounts) {}

  /** The CRI configuration of a container. */
  public ContainerConfig container(Pod pod, Prepared prepared) {
    var spec = prepared.spec;
    var config =
        ContainerConfig.newBuilder()
            .setMetadata(
                ContainerMetadata.newBuilder().setName(spec.getName()).setAttempt(prepared.attempt))
            .setImage(
                ImageSpec.newBuilder()
                    .setImage(prepared.imageRef)
                    .setUserSpecifiedImage(spec.getImage()))
            .addAllCommand(prepared.command)
            .addAllArgs(prepared.arguments)
            .setWorkingDir(Objects.requireNonNullElse(spec.getWorkingDir(), ""))
            .addAllMounts(prepared.mounts)
            .setLogPath("%s/%d.log".formatted(spec.getName(), prepared.attempt))
            .setStdin(Boolean.TRUE.equals(spec.getStdin()))
            .setStdinOnce(Boolean.TRUE.equals(spec.getStdinOnce()))
            .setTty(Boolean.TRUE.equals(spec.getTty()))
            .putAllLabels(podLabels(pod))
            .putLabels(Labels.CONTAINER_NAME, spec.getName())
            .putAllAnnotations(annotations(pod, prepared))
            .setLinux(
                LinuxContainerConfig.newBuilder()
                    .setResources(ContainerResources.of(pod, spec, node.memoryBytes()))
                    .setSecurityContext(
                        Security.container(pod, spec, prepared.imageUser, prepared.target)));
    prepared.environment.forEach(
        (name, value) -> config.addEnvs(KeyValue.newBuilder().setKey(name).setValue(value)));
    return config.build();
  }

  private static Map<String, String> annotations(Pod pod, Prepared prepared) {
    var spec = prepared.spec;
    return Map.of(
        Labels.CONTAINER_HASH, ContainerHash.of(spec),
        Labels.RESTART_COUNT, Integer.toString(prepared.attempt),
        Labels.TERMINATION_PATH,
            Objects.requireNonNullElse(spec.getTerminationMessagePath(), "/dev/termination-log"),
        Labels.TERMINATION_POLICY,
            Objects.requireNonNullElse(spec.getTerminationMessagePolicy(), "File"),
        Labels.POD_GRACE, Long.toString(PodSpecs.grace(pod).toSeconds()),
        Labels.BACKOFF_STEP, Integer.toString(prepared.backoffStep),
        Labels.IMAGE_NAME, spec.getImage());
  }

  private static Map<String, String> podLabels(Pod pod) {
    var metadata = pod.getMetadata();
    return Map.of(
        Labels.POD_NAME, metadata.getName(),
        Labels.POD_NAMESPACE, metadata.getNamespace(),
        Labels.POD_UID, metadata.getUid());
  }

  /** The pod's host name; empty on the host's network, where runc refuses to set one. */
  private static String hostname(Pod pod) {
    if (PodSpecs.hostNetwork(pod)) {
      return "";
    }
    var own = pod.getSpec().getHostname();
    var name = own == null || own.isEmpty() ? pod.getMetadata().getName() : own;
    return name.length() <= HOSTNAME_LENGTH
        ? name
        : name.substring(0, HOSTNAME_LENGTH).replaceAll("[-.]+$", "");
  }

  private static List<PortMapping> portMappings(Pod pod) {
    return pod.getSpec().getContainers().stream()
        .flatMap(container -> container.getPorts().stream())
        .map(PodConfigs::portMapping)
        .toList();
  }

  private static PortMapping portMapping(ContainerPort port) {
    var protocol = port.getProtocol() == null ? "TCP" : port.getProtocol();
    return PortMapping.newBuilder()
        .setProtocol(Protocol.valueOf(protocol))
        .setContainerPort(port.getContainerPort())
        .setHostPort(port.getHostPort() == null ? 0 : port.getHostPort())
        .setHostIp(Objects.requireNonNullElse(port.getHostIP(), ""))
        .build();
  }

  private static Map<String, String> sysctls(Pod pod) {
    var context = pod.getSpec().getSecurityContext();
    var sysctls = new HashMap<String, String>();
    if (context != null && context.getSysctls() != null) {
      context
          .getSysctls()
          .forEach(s -> sysctls.put(SysctlAllowlist.dotted(s.getName()), s.getValue()));
    }
    return sysctls;
  }

  private static Map<String, String> orEmpty(Map<String, String> map) {
    return map == null ? Map.of() : map;
  }

  /** Why the container must not run as the image's user; null when it may. */
  public static String refusal(Pod pod, Container container, Long imageUser, String imageUserName) {
    return Security.refusal(pod, container, imageUser, imageUserName);
  }
}
