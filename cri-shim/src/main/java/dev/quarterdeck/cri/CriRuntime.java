package dev.quarterdeck.cri;

import dev.quarterdeck.proto.cri.v1.AttachRequest;
import dev.quarterdeck.proto.cri.v1.Container;
import dev.quarterdeck.proto.cri.v1.ContainerConfig;
import dev.quarterdeck.proto.cri.v1.ContainerEventResponse;
import dev.quarterdeck.proto.cri.v1.ContainerFilter;
import dev.quarterdeck.proto.cri.v1.ContainerStats;
import dev.quarterdeck.proto.cri.v1.ContainerStatsFilter;
import dev.quarterdeck.proto.cri.v1.ContainerStatus;
import dev.quarterdeck.proto.cri.v1.ExecRequest;
import dev.quarterdeck.proto.cri.v1.LinuxContainerResources;
import dev.quarterdeck.proto.cri.v1.LinuxRuntimeConfiguration;
import dev.quarterdeck.proto.cri.v1.PodSandbox;
import dev.quarterdeck.proto.cri.v1.PodSandboxConfig;
import dev.quarterdeck.proto.cri.v1.PodSandboxFilter;
import dev.quarterdeck.proto.cri.v1.PodSandboxStats;
import dev.quarterdeck.proto.cri.v1.PodSandboxStatsFilter;
import dev.quarterdeck.proto.cri.v1.PodSandboxStatus;
import dev.quarterdeck.proto.cri.v1.PortForwardRequest;
import dev.quarterdeck.proto.cri.v1.StatusResponse;
import dev.quarterdeck.proto.cri.v1.VersionResponse;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The sandboxes and containers of one node, by CRI v1's {@code RuntimeService}. Every call blocks,
 * has a deadline ({@link CriDeadlines}), ends early when its thread is interrupted, and throws
 * {@link CriFault} only. Stopping and removing what is already gone succeeds.
 */
public interface CriRuntime {

  VersionResponse version();

  /**
   * @param verbose whether the runtime adds its own configuration as JSON
   */
  StatusResponse status(boolean verbose);

  /**
   * Runs a sandbox, network included.
   *
   * @param runtimeHandler empty for the runtime's default
   * @return the sandbox's id
   */
  String runPodSandbox(PodSandboxConfig config, String runtimeHandler);

  void stopPodSandbox(String sandboxId);

  void removePodSandbox(String sandboxId);

  /**
   * @throws CriFault.NotFound when there is no such sandbox
   */
  PodSandboxStatus podSandboxStatus(String sandboxId);

  List<PodSandbox> listPodSandboxes(PodSandboxFilter filter);

  /**
   * @param sandbox the configuration the sandbox was run with
   * @return the container's id
   */
  String createContainer(String sandboxId, ContainerConfig container, PodSandboxConfig sandbox);

  void startContainer(String containerId);

  /** Sends the stop signal, kills after {@code grace} (whole seconds), returns when it is dead. */
  void stopContainer(String containerId, Duration grace);

  void removeContainer(String containerId);

  List<Container> listContainers(ContainerFilter filter);

  /**
   * @throws CriFault.NotFound when there is no such container
   */
  ContainerStatus containerStatus(String containerId);

  void updateContainerResources(String containerId, LinuxContainerResources resources);

  void reopenContainerLog(String containerId);

  /**
   * Runs a command to its end.
   *
   * @param timeout the command is killed after it; zero for never
   * @throws CriFault.Timeout when the command was killed
   */
  ExecResult execSync(String containerId, List<String> command, Duration timeout);

  /** Prepares a session; the URL is where the runtime's streaming server awaits the upgrade. */
  URI exec(ExecRequest request);

  URI attach(AttachRequest request);

  URI portForward(PortForwardRequest request);

  ContainerStats containerStats(String containerId);

  List<ContainerStats> listContainerStats(ContainerStatsFilter filter);

  PodSandboxStats podSandboxStats(String sandboxId);

  List<PodSandboxStats> listPodSandboxStats(PodSandboxStatsFilter filter);

  void updateRuntimeConfig(String podCidr);

  /**
   * @throws CriFault.Unimplemented before CRI v1.28
   */
  LinuxRuntimeConfiguration runtimeConfig();

  /**
   * @param timeout zero for the runtime's default
   */
  void checkpointContainer(String containerId, String archive, Duration timeout);

  void updatePodSandboxResources(String sandboxId, LinuxContainerResources resources);

  /**
   * Hands on container events until the runtime ends the stream or the thread is interrupted.
   *
   * @throws CriFault.Unimplemented where the runtime has no event stream (containerd 1.6)
   */
  void watchEvents(Consumer<ContainerEventResponse> listener);
}
