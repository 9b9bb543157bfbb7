package dev.quarterdeck.cri;

import dev.quarterdeck.proto.cri.v1.AttachRequest;
import dev.quarterdeck.proto.cri.v1.CheckpointContainerRequest;
import dev.quarterdeck.proto.cri.v1.Container;
import dev.quarterdeck.proto.cri.v1.ContainerConfig;
import dev.quarterdeck.proto.cri.v1.ContainerEventResponse;
import dev.quarterdeck.proto.cri.v1.ContainerFilter;
import dev.quarterdeck.proto.cri.v1.ContainerStats;
import dev.quarterdeck.proto.cri.v1.ContainerStatsFilter;
import dev.quarterdeck.proto.cri.v1.ContainerStatsRequest;
import dev.quarterdeck.proto.cri.v1.ContainerStatus;
import dev.quarterdeck.proto.cri.v1.ContainerStatusRequest;
import dev.quarterdeck.proto.cri.v1.CreateContainerRequest;
import dev.quarterdeck.proto.cri.v1.ExecRequest;
import dev.quarterdeck.proto.cri.v1.ExecSyncRequest;
import dev.quarterdeck.proto.cri.v1.GetEventsRequest;
import dev.quarterdeck.proto.cri.v1.LinuxContainerResources;
import dev.quarterdeck.proto.cri.v1.LinuxRuntimeConfiguration;
import dev.quarterdeck.proto.cri.v1.ListContainerStatsRequest;
import dev.quarterdeck.proto.cri.v1.ListContainersRequest;
import dev.quarterdeck.proto.cri.v1.ListPodSandboxRequest;
import dev.quarterdeck.proto.cri.v1.ListPodSandboxStatsRequest;
import dev.quarterdeck.proto.cri.v1.NetworkConfig;
import dev.quarterdeck.proto.cri.v1.PodSandbox;
import dev.quarterdeck.proto.cri.v1.PodSandboxConfig;
import dev.quarterdeck.proto.cri.v1.PodSandboxFilter;
import dev.quarterdeck.proto.cri.v1.PodSandboxStats;
import dev.quarterdeck.proto.cri.v1.PodSandboxStatsFilter;
import dev.quarterdeck.proto.cri.v1.PodSandboxStatsRequest;
import dev.quarterdeck.proto.cri.v1.PodSandboxStatus;
import dev.quarterdeck.proto.cri.v1.PodSandboxStatusRequest;
import dev.quarterdeck.proto.cri.v1.PortForwardRequest;
import dev.quarterdeck.proto.cri.v1.RemoveContainerRequest;
import dev.quarterdeck.proto.cri.v1.RemovePodSandboxRequest;
import dev.quarterdeck.proto.cri.v1.ReopenContainerLogRequest;
import dev.quarterdeck.proto.cri.v1.RunPodSandboxRequest;
import dev.quarterdeck.proto.cri.v1.RuntimeConfig;
import dev.quarterdeck.proto.cri.v1.RuntimeConfigRequest;
import dev.quarterdeck.proto.cri.v1.RuntimeServiceGrpc;
import dev.quarterdeck.proto.cri.v1.RuntimeServiceGrpc.RuntimeServiceBlockingStub;
import dev.quarterdeck.proto.cri.v1.StartContainerRequest;
import dev.quarterdeck.proto.cri.v1.StatusRequest;
import dev.quarterdeck.proto.cri.v1.StatusResponse;
import dev.quarterdeck.proto.cri.v1.StopContainerRequest;
import dev.quarterdeck.proto.cri.v1.StopPodSandboxRequest;
import dev.quarterdeck.proto.cri.v1.UpdateContainerResourcesRequest;
import dev.quarterdeck.proto.cri.v1.UpdatePodSandboxResourcesRequest;
import dev.quarterdeck.proto.cri.v1.UpdateRuntimeConfigRequest;
import dev.quarterdeck.proto.cri.v1.VersionRequest;
import dev.quarterdeck.proto.cri.v1.VersionResponse;
import io.grpc.Channel;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** {@link CriRuntime} over the generated stub. */
final class GrpcRuntime implements CriRuntime {

  private final CriConnection connection;
  private final RuntimeServiceBlockingStub stub;
  private final CriDeadlines deadlines;

  GrpcRuntime(CriConnection connection, Channel channel, CriDeadlines deadlines) {
    this.connection = connection;
    this.stub = RuntimeServiceGrpc.newBlockingStub(channel);
    this.deadlines = deadlines;
  }

  private <T> T call(
      String verb, Duration deadline, Function<RuntimeServiceBlockingStub, T> invocation) {
    return connection.call(verb, stub, deadline, invocation);
  }

  @Override
  public VersionResponse version() {
    var request = VersionRequest.newBuilder().setVersion("v1").build();
    return call("Version", deadlines.read(), s -> s.version(request));
  }

  @Override
  public StatusResponse status(boolean verbose) {
    var request = StatusRequest.newBuilder().setVerbose(verbose).build();
    return call("Status", deadlines.read(), s -> s.status(request));
  }

  @Override
  public String runPodSandbox(PodSandboxConfig config, String runtimeHandler) {
    var request =
        RunPodSandboxRequest.newBuilder()
            .setConfig(config)
            .setRuntimeHandler(runtimeHandler)
            .build();
    return call("RunPodSandbox", deadlines.sandbox(), s -> s.runPodSandbox(request))
        .getPodSandboxId();
  }

  @Override
  public void stopPodSandbox(String sandboxId) {
    var request = StopPodSandboxRequest.newBuilder().setPodSandboxId(sandboxId).build();
    call("StopPodSandbox", deadlines.sandbox(), s -> s.stopPodSandbox(request));
  }

  @Override
  public void removePodSandbox(String sandboxId) {
    var request = RemovePodSandboxRequest.newBuilder().setPodSandboxId(sandboxId).build();
    call("RemovePodSandbox", deadlines.sandbox(), s -> s.removePodSandbox(request));
  }

  @Override
  public PodSandboxStatus podSandboxStatus(String sandboxId) {
    var request = PodSandboxStatusRequest.newBuilder().setPodSandboxId(sandboxId).build();
    return call("PodSandboxStatus", deadlines.read(), s -> s.podSandboxStatus(request)).getStatus();
  }

  @Override
  public List<PodSandbox> listPodSandboxes(PodSandboxFilter filter) {
    var request = ListPodSandboxRequest.newBuilder().setFilter(filter).build();
    return call("ListPodSandbox", deadlines.read(), s -> s.listPodSandbox(request)).getItemsList();
  }

  @Override
  public String createContainer(
      String sandboxId, ContainerConfig container, PodSandboxConfig sandbox) {
    var request =
        CreateContainerRequest.newBuilder()
            .setPodSandboxId(sandboxId)
            .setConfig(container)
            .setSandboxConfig(sandbox)
            .build();
    return call("CreateContainer", deadlines.change(), s -> s.createContainer(request))
        .getContainerId();
  }

  @Override
  public void startContainer(String containerId) {
    var request = StartContainerRequest.newBuilder().setContainerId(containerId).build();
    call("StartContainer", deadlines.change(), s -> s.startContainer(request));
  }

  @Override
  public void stopContainer(String containerId, Duration grace) {
    var request =
        StopContainerRequest.newBuilder()
            .setContainerId(containerId)
            .setTimeout(grace.toSeconds())
            .build();
    call("StopContainer", deadlines.change().plus(grace), s -> s.stopContainer(request));
  }

  @Override
  public void removeContainer(String containerId) {
    var request = RemoveContainerRequest.newBuilder().setContainerId(containerId).build();
    call("RemoveContainer", deadlines.change(), s -> s.removeContainer(request));
  }

  @Override
  public List<Container> listContainers(ContainerFilter filter) {
    var request = ListContainersRequest.newBuilder().setFilter(filter).build();
    return call("ListContainers", deadlines.read(), s -> s.listContainers(request))
        .getContainersList();
  }

  @Override
  public ContainerStatus containerStatus(String containerId) {
    var request = ContainerStatusRequest.newBuilder().setContainerId(containerId).build();
    return call("ContainerStatus", deadlines.read(), s -> s.containerStatus(request)).getStatus();
  }

  @Override
  public void updateContainerResources(String containerId, LinuxContainerResources resources) {
    var request =
        UpdateContainerResourcesRequest.newBuilder()
            .setContainerId(containerId)
            .setLinux(resources)
            .build();
    call("UpdateContainerResources", deadlines.change(), s -> s.updateContainerResources(request));
  }

  @Override
  public void reopenContainerLog(String containerId) {
    var request = ReopenContainerLogRequest.newBuilder().setContainerId(containerId).build();
    call("ReopenContainerLog", deadlines.change(), s -> s.reopenContainerLog(request));
  }

  @Override
  public ExecResult execSync(String containerId, List<String> command, Duration timeout) {
    var request =
        ExecSyncRequest.newBuilder()
            .setContainerId(containerId)
            .addAllCmd(command)
            .setTimeout(timeout.toSeconds())
            .build();
    var deadline = timeout.isZero() ? deadlines.pull() : deadlines.change().plus(timeout);
    var response = call("ExecSync", deadline, s -> s.execSync(request));
    return new ExecResult(
        response.getExitCode(),
        response.getStdout().toStringUtf8(),
        response.getStderr().toStringUtf8());
  }

  @Override
  public URI exec(ExecRequest request) {
    return URI.create(call("Exec", deadlines.session(), s -> s.exec(request)).getUrl());
  }

  @Override
  public URI attach(AttachRequest request) {
    return URI.create(call("Attach", deadlines.session(), s -> s.attach(request)).getUrl());
  }

  @Override
  public URI portForward(PortForwardRequest request) {
    return URI.create(
        call("PortForward", deadlines.session(), s -> s.portForward(request)).getUrl());
  }

  @Override
  public ContainerStats containerStats(String containerId) {
    var request = ContainerStatsRequest.newBuilder().setContainerId(containerId).build();
    return call("ContainerStats", deadlines.read(), s -> s.containerStats(request)).getStats();
  }

  @Override
  public List<ContainerStats> listContainerStats(ContainerStatsFilter filter) {
    var request = ListContainerStatsRequest.newBuilder().setFilter(filter).build();
    return call("ListContainerStats", deadlines.read(), s -> s.listContainerStats(request))
        .getStatsList();
  }

  @Override
  public PodSandboxStats podSandboxStats(String sandboxId) {
    var request = PodSandboxStatsRequest.newBuilder().setPodSandboxId(sandboxId).build();
    return call("PodSandboxStats", deadlines.read(), s -> s.podSandboxStats(request)).getStats();
  }

  @Override
  public List<PodSandboxStats> listPodSandboxStats(PodSandboxStatsFilter filter) {
    var request = ListPodSandboxStatsRequest.newBuilder().setFilter(filter).build();
    return call("ListPodSandboxStats", deadlines.read(), s -> s.listPodSandboxStats(request))
        .getStatsList();
  }

  @Override
  public void updateRuntimeConfig(String podCidr) {
    var network = NetworkConfig.newBuilder().setPodCidr(podCidr);
    var request =
        UpdateRuntimeConfigRequest.newBuilder()
            .setRuntimeConfig(RuntimeConfig.newBuilder().setNetworkConfig(network))
            .build();
    call("UpdateRuntimeConfig", deadlines.change(), s -> s.updateRuntimeConfig(request));
  }

  @Override
  public LinuxRuntimeConfiguration runtimeConfig() {
    var request = RuntimeConfigRequest.getDefaultInstance();
    return call("RuntimeConfig", deadlines.read(), s -> s.runtimeConfig(request)).getLinux();
  }

  @Override
  public void checkpointContainer(String containerId, String archive, Duration timeout) {
    var request =
        CheckpointContainerRequest.newBuilder()
            .setContainerId(containerId)
            .setLocation(archive)
            .setTimeout(timeout.toSeconds())
            .build();
    call(
        "CheckpointContainer",
        deadlines.change().plus(timeout),
        s -> s.checkpointContainer(request));
  }

  @Override
  public void updatePodSandboxResources(String sandboxId, LinuxContainerResources resources) {
    var request =
        UpdatePodSandboxResourcesRequest.newBuilder()
            .setPodSandboxId(sandboxId)
            .setResources(resources)
            .build();
    call(
        "UpdatePodSandboxResources", deadlines.change(), s -> s.updatePodSandboxResources(request));
  }

  @Override
  public void watchEvents(Consumer<ContainerEventResponse> listener) {
    // The stream has no deadline of its own: it lives as long as the thread that reads it, which
    // an interrupt ends, and a dead peer shows as a closed socket.
    connection.call(
        "GetContainerEvents",
        () -> {
          stub.getContainerEvents(GetEventsRequest.getDefaultInstance()).forEachRemaining(listener);
          return null;
        });
  }
}
