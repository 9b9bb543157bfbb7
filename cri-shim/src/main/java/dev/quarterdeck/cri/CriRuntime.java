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
 * CRI v1's {@code RuntimeService}. Every call blocks, has a deadline ({@link CriDeadlines}), ends
 * early when its thread is interrupted, and throws only {@link CriFault}. Stopping or removing a
 * sandbox or container that is gone succeeds.
 */
public interface CriRuntime {

  /** The name and version of the runtime and its CRI version. */
  VersionResponse version();

  /**
   * @param verbose whether the runtime adds its own configuration as JSON
   */
  StatusResponse status(boolean verbose);

  /**
   * Runs a sandbox and sets up its network.
   *
   * @param runtimeHandler empty for the runtime's default
   * @return the sandbox's id
   */
  String runPodSandbox(PodSandboxConfig config, String runtimeHandler);

  /** Stops a sandbox and its containers, and releases its network. */
  void stopPodSandbox(String sandboxId);

  /** Removes a sandbox with its containers. */
  void removePodSandbox(String sandboxId);

  /**
   * @throws CriFault.NotFound when there is no such sandbox
   */
  PodSandboxStatus podSandboxStatus(String sandboxId);

  /** Lists the sandboxes that match the filter. */
  List<PodSandbox> listPodSandboxes(PodSandboxFilter filter);

  /**
   * @param sandbox the configuration the sandbox was run with
   * @return the container's id
   */
  String createContainer(String sandboxId, ContainerConfig container, PodSandboxConfig sandbox);

  /** Starts a created container. */
  void startContainer(String containerId);

  /**
   * Sends the stop signal, kills the container after {@code grace} (whole seconds), and returns
   * when the container has exited.
   */
  void stopContainer(String containerId, Duration grace);

  /** Removes a container; stops it if it runs. */
  void removeContainer(String containerId);

  /** Lists the containers that match the filter. */
  List<Container> listContainers(ContainerFilter filter);

  /**
   * @throws CriFault.NotFound when there is no such container
   */
  ContainerStatus containerStatus(String containerId);

  /** Changes the cgroup settings of a container. */
  void updateContainerResources(String containerId, LinuxContainerResources resources);

  /** Makes the runtime close a container's log file and open one at the same path. */
  void reopenContainerLog(String containerId);

  /**
   * Runs a command to its end.
   *
   * @param timeout the command is killed after it; zero for never
   * @throws CriFault.Timeout when the command was killed
   */
  ExecResult execSync(String containerId, List<String> command, Duration timeout);

  /**
   * Prepares an exec session and returns the URL at which the runtime's streaming server serves it.
   */
  URI exec(ExecRequest request);

  /** Prepares an attach session and returns its URL, as {@link #exec} does. */
  URI attach(AttachRequest request);

  /** Prepares a port-forward session and returns its URL, as {@link #exec} does. */
  URI portForward(PortForwardRequest request);

  /** The resource usage of a container. */
  ContainerStats containerStats(String containerId);

  /** The resource usage of the containers that match the filter. */
  List<ContainerStats> listContainerStats(ContainerStatsFilter filter);

  /** The resource usage of a sandbox. */
  PodSandboxStats podSandboxStats(String sandboxId);

  /** The resource usage of the sandboxes that match the filter. */
  List<PodSandboxStats> listPodSandboxStats(PodSandboxStatsFilter filter);

  /** Passes the node's pod CIDR to the runtime. */
  void updateRuntimeConfig(String podCidr);

  /**
   * @throws CriFault.Unimplemented when the runtime is older than this call (CRI of Kubernetes
   *     v1.28)
   */
  LinuxRuntimeConfiguration runtimeConfig();

  /**
   * @param timeout zero for the runtime's default
   */
  void checkpointContainer(String containerId, String archive, Duration timeout);

  /** Tells the runtime the resources of a sandbox's pod. */
  void updatePodSandboxResources(String sandboxId, LinuxContainerResources resources);

  /**
   * Passes container events to {@code listener} until the runtime ends the stream or the thread is
   * interrupted.
   *
   * @throws CriFault.Unimplemented where the runtime has no event stream (containerd 1.6)
   */
  void watchEvents(Consumer<ContainerEventResponse> listener);
}
