package dev.quarterdeck.cri.sim;

import static dev.quarterdeck.cri.sim.SimulatedReplies.reply;

import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.proto.cri.v1.AttachRequest;
import dev.quarterdeck.proto.cri.v1.AttachResponse;
import dev.quarterdeck.proto.cri.v1.CgroupDriver;
import dev.quarterdeck.proto.cri.v1.ContainerEventResponse;
import dev.quarterdeck.proto.cri.v1.ContainerFilter;
import dev.quarterdeck.proto.cri.v1.ContainerState;
import dev.quarterdeck.proto.cri.v1.ContainerStateValue;
import dev.quarterdeck.proto.cri.v1.ContainerStats;
import dev.quarterdeck.proto.cri.v1.ContainerStatsRequest;
import dev.quarterdeck.proto.cri.v1.ContainerStatsResponse;
import dev.quarterdeck.proto.cri.v1.ContainerStatusRequest;
import dev.quarterdeck.proto.cri.v1.ContainerStatusResponse;
import dev.quarterdeck.proto.cri.v1.CreateContainerRequest;
import dev.quarterdeck.proto.cri.v1.CreateContainerResponse;
import dev.quarterdeck.proto.cri.v1.ExecRequest;
import dev.quarterdeck.proto.cri.v1.ExecResponse;
import dev.quarterdeck.proto.cri.v1.ExecSyncRequest;
import dev.quarterdeck.proto.cri.v1.ExecSyncResponse;
import dev.quarterdeck.proto.cri.v1.GetEventsRequest;
import dev.quarterdeck.proto.cri.v1.LinuxRuntimeConfiguration;
import dev.quarterdeck.proto.cri.v1.ListContainerStatsRequest;
import dev.quarterdeck.proto.cri.v1.ListContainerStatsResponse;
import dev.quarterdeck.proto.cri.v1.ListContainersRequest;
import dev.quarterdeck.proto.cri.v1.ListContainersResponse;
import dev.quarterdeck.proto.cri.v1.ListPodSandboxRequest;
import dev.quarterdeck.proto.cri.v1.ListPodSandboxResponse;
import dev.quarterdeck.proto.cri.v1.PodSandboxStatusRequest;
import dev.quarterdeck.proto.cri.v1.PodSandboxStatusResponse;
import dev.quarterdeck.proto.cri.v1.PortForwardRequest;
import dev.quarterdeck.proto.cri.v1.PortForwardResponse;
import dev.quarterdeck.proto.cri.v1.RemoveContainerRequest;
import dev.quarterdeck.proto.cri.v1.RemoveContainerResponse;
import dev.quarterdeck.proto.cri.v1.RemovePodSandboxRequest;
import dev.quarterdeck.proto.cri.v1.RemovePodSandboxResponse;
import dev.quarterdeck.proto.cri.v1.ReopenContainerLogRequest;
import dev.quarterdeck.proto.cri.v1.ReopenContainerLogResponse;
import dev.quarterdeck.proto.cri.v1.RunPodSandboxRequest;
import dev.quarterdeck.proto.cri.v1.RunPodSandboxResponse;
import dev.quarterdeck.proto.cri.v1.RuntimeCondition;
import dev.quarterdeck.proto.cri.v1.RuntimeConfigRequest;
import dev.quarterdeck.proto.cri.v1.RuntimeConfigResponse;
import dev.quarterdeck.proto.cri.v1.RuntimeServiceGrpc.RuntimeServiceImplBase;
import dev.quarterdeck.proto.cri.v1.RuntimeStatus;
import dev.quarterdeck.proto.cri.v1.StartContainerRequest;
import dev.quarterdeck.proto.cri.v1.StartContainerResponse;
import dev.quarterdeck.proto.cri.v1.StatusRequest;
import dev.quarterdeck.proto.cri.v1.StatusResponse;
import dev.quarterdeck.proto.cri.v1.StopContainerRequest;
import dev.quarterdeck.proto.cri.v1.StopContainerResponse;
import dev.quarterdeck.proto.cri.v1.StopPodSandboxRequest;
import dev.quarterdeck.proto.cri.v1.StopPodSandboxResponse;
import dev.quarterdeck.proto.cri.v1.UpdateContainerResourcesRequest;
import dev.quarterdeck.proto.cri.v1.UpdateContainerResourcesResponse;
import dev.quarterdeck.proto.cri.v1.UpdateRuntimeConfigRequest;
import dev.quarterdeck.proto.cri.v1.UpdateRuntimeConfigResponse;
import dev.quarterdeck.proto.cri.v1.VersionRequest;
import dev.quarterdeck.proto.cri.v1.VersionResponse;
import io.grpc.Context;
import io.grpc.Context.CancellationListener;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** CRI's {@code RuntimeService} over {@link SimNode}. */
final class SimRuntimeService extends RuntimeServiceImplBase {

  private static final String NO_STREAMS =
      "the simulated runtime has no processes to stream to; %s needs a real one (containerd)";

  private static final Logger LOG = LoggerFactory.getLogger(SimRuntimeService.class);

  private final SimNode node;
  private final SimOptions options;

  SimRuntimeService(SimNode node, SimOptions options) {
    this.node = node;
    this.options = options;
  }

  @Override
  public void version(VersionRequest request, StreamObserver<VersionResponse> observer) {
    reply(
        observer,
        () ->
            VersionResponse.newBuilder()
                .setVersion("0.1.0")
                .setRuntimeName("simulated")
                .setRuntimeVersion("1.0.0")
                .setRuntimeApiVersion("v1")
                .build());
  }

  @Override
  public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
    reply(
        observer,
        () -> {
          var network = RuntimeCondition.newBuilder().setType("NetworkReady");
          if (node.networkReady()) {
            network.setStatus(true);
          } else {
            network.setReason("NetworkPluginNotReady").setMessage("no pod CIDR is set yet");
          }
          var runtime = RuntimeCondition.newBuilder().setType("RuntimeReady").setStatus(true);
          return StatusResponse.newBuilder()
              .setStatus(RuntimeStatus.newBuilder().addConditions(runtime).addConditions(network))
              .build();
        });
  }

  @Override
  public void runPodSandbox(
      RunPodSandboxRequest request, StreamObserver<RunPodSandboxResponse> observer) {
    reply(
        observer,
        () -> {
          options.time().sleep(options.sandboxCost());
          var id = node.runSandbox(request.getConfig(), request.getRuntimeHandler());
          return RunPodSandboxResponse.newBuilder().setPodSandboxId(id).build();
        });
  }

  @Override
  public void stopPodSandbox(
      StopPodSandboxRequest request, StreamObserver<StopPodSandboxResponse> observer) {
    reply(
        observer,
        () -> {
          node.stopSandbox(request.getPodSandboxId());
          return StopPodSandboxResponse.getDefaultInstance();
        });
  }

  @Override
  public void removePodSandbox(
      RemovePodSandboxRequest request, StreamObserver<RemovePodSandboxResponse> observer) {
    reply(
        observer,
        () -> {
          node.removeSandbox(request.getPodSandboxId());
          return RemovePodSandboxResponse.getDefaultInstance();
        });
  }

  @Override
  public void podSandboxStatus(
      PodSandboxStatusRequest request, StreamObserver<PodSandboxStatusResponse> observer) {
    reply(
        observer,
        () ->
            PodSandboxStatusResponse.newBuilder()
                .setStatus(node.sandboxStatus(request.getPodSandboxId()))
                .build());
  }

  @Override
  public void listPodSandbox(
      ListPodSandboxRequest request, StreamObserver<ListPodSandboxResponse> observer) {
    reply(
        observer,
        () ->
            ListPodSandboxResponse.newBuilder()
                .addAllItems(node.sandboxes(request.getFilter()))
                .build());
  }

  @Override
  public void createContainer(
      CreateContainerRequest request, StreamObserver<CreateContainerResponse> observer) {
    reply(
        observer,
        () -> {
          options.time().sleep(options.containerCost());
          var id = node.createContainer(request.getPodSandboxId(), request.getConfig());
          return CreateContainerResponse.newBuilder().setContainerId(id).build();
        });
  }

  @Override
  public void startContainer(
      StartContainerRequest request, StreamObserver<StartContainerResponse> observer) {
    reply(
        observer,
        () -> {
          options.time().sleep(options.containerCost());
          node.startContainer(request.getContainerId());
          return StartContainerResponse.getDefaultInstance();
        });
  }

  @Override
  public void stopContainer(
      StopContainerRequest request, StreamObserver<StopContainerResponse> observer) {
    reply(
        observer,
        () -> {
          node.stopContainer(request.getContainerId(), Duration.ofSeconds(request.getTimeout()));
          return StopContainerResponse.getDefaultInstance();
        });
  }

  @Override
  public void removeContainer(
      RemoveContainerRequest request, StreamObserver<RemoveContainerResponse> observer) {
    reply(
        observer,
        () -> {
          node.removeContainer(request.getContainerId());
          return RemoveContainerResponse.getDefaultInstance();
        });
  }

  @Override
  public void listContainers(
      ListContainersRequest request, StreamObserver<ListContainersResponse> observer) {
    reply(
        observer,
        () ->
            ListContainersResponse.newBuilder()
                .addAllContainers(node.containers(request.getFilter()))
                .build());
  }

  @Override
  public void containerStatus(
      ContainerStatusRequest request, StreamObserver<ContainerStatusResponse> observer) {
    reply(
        observer,
        () ->
            ContainerStatusResponse.newBuilder()
                .setStatus(node.containerStatus(request.getContainerId()))
                .build());
  }

  @Override
  public void updateContainerResources(
      UpdateContainerResourcesRequest request,
      StreamObserver<UpdateContainerResourcesResponse> observer) {
    reply(
        observer,
        () -> {
          node.containerStatus(request.getContainerId());
          return UpdateContainerResourcesResponse.getDefaultInstance();
        });
  }

  @Override
  public void reopenContainerLog(
      ReopenContainerLogRequest request, StreamObserver<ReopenContainerLogResponse> observer) {
    reply(
        observer,
        () -> {
          node.requireRunning(request.getContainerId());
          return ReopenContainerLogResponse.getDefaultInstance();
        });
  }

  @Override
  public void execSync(ExecSyncRequest request, StreamObserver<ExecSyncResponse> observer) {
    reply(
        observer,
        () -> {
          node.requireRunning(request.getContainerId());
          return SimExec.run(request, options.time());
        });
  }

  @Override
  public void exec(ExecRequest request, StreamObserver<ExecResponse> observer) {
    reply(observer, () -> refuse("exec"));
  }

  @Override
  public void attach(AttachRequest request, StreamObserver<AttachResponse> observer) {
    reply(observer, () -> refuse("attach"));
  }

  @Override
  public void portForward(
      PortForwardRequest request, StreamObserver<PortForwardResponse> observer) {
    reply(observer, () -> refuse("port-forward"));
  }

  private static <T> T refuse(String verb) {
    throw new CriFault.Unimplemented(NO_STREAMS.formatted(verb));
  }

  @Override
  public void containerStats(
      ContainerStatsRequest request, StreamObserver<ContainerStatsResponse> observer) {
    reply(
        observer,
        () -> {
          node.containerStatus(request.getContainerId());
          var filter = ContainerFilter.newBuilder().setId(request.getContainerId()).build();
          return ContainerStatsResponse.newBuilder().setStats(stats(filter).getFirst()).build();
        });
  }

  @Override
  public void listContainerStats(
      ListContainerStatsRequest request, StreamObserver<ListContainerStatsResponse> observer) {
    reply(
        observer,
        () -> {
          var wanted = request.getFilter();
          var running = ContainerStateValue.newBuilder().setState(ContainerState.CONTAINER_RUNNING);
          var filter =
              ContainerFilter.newBuilder()
                  .setId(wanted.getId())
                  .setPodSandboxId(wanted.getPodSandboxId())
                  .putAllLabelSelector(wanted.getLabelSelectorMap())
                  .setState(running)
                  .build();
          return ListContainerStatsResponse.newBuilder().addAllStats(stats(filter)).build();
        });
  }

  private List<ContainerStats> stats(ContainerFilter filter) {
    var now = options.time().instant().toEpochMilli() * 1_000_000;
    return node.containers(filter).stream()
        .map(listed -> SimStats.of(listed, node.containerStatus(listed.getId()), now))
        .toList();
  }

  @Override
  public void updateRuntimeConfig(
      UpdateRuntimeConfigRequest request, StreamObserver<UpdateRuntimeConfigResponse> observer) {
    reply(
        observer,
        () -> {
          var cidr = request.getRuntimeConfig().getNetworkConfig().getPodCidr();
          if (!cidr.isEmpty()) {
            node.podCidr(cidr);
          }
          return UpdateRuntimeConfigResponse.getDefaultInstance();
        });
  }

  @Override
  public void runtimeConfig(
      RuntimeConfigRequest request, StreamObserver<RuntimeConfigResponse> observer) {
    var linux = LinuxRuntimeConfiguration.newBuilder().setCgroupDriver(CgroupDriver.CGROUPFS);
    reply(observer, () -> RuntimeConfigResponse.newBuilder().setLinux(linux).build());
  }

  @Override
  public void getContainerEvents(
      GetEventsRequest request, StreamObserver<ContainerEventResponse> observer) {
    if (!options.events()) {
      super.getContainerEvents(request, observer);
      return;
    }
    var call = (ServerCallStreamObserver<ContainerEventResponse>) observer;
    var events = node.events();
    var queue = events.subscribe();
    var watcher = Thread.currentThread();
    CancellationListener left = _ -> watcher.interrupt();
    Context.current().addListener(left, Runnable::run);
    try {
      while (events.isSubscribed(queue)) {
        call.onNext(queue.take());
      }
      call.onError(Status.RESOURCE_EXHAUSTED.withDescription("too slow").asRuntimeException());
    } catch (InterruptedException e) {
      watcher.interrupt();
    } catch (StatusRuntimeException e) {
      LOG.debug("event watcher left status={}", e.getStatus());
    } finally {
      Context.current().removeListener(left);
      events.unsubscribe(queue);
    }
  }
}
