package dev.quarterdeck.agent;

import dev.quarterdeck.agent.env.PodEnvironments;
import dev.quarterdeck.agent.hook.LifecycleHooks;
import dev.quarterdeck.agent.image.Images;
import dev.quarterdeck.agent.phase.NodeIdentity;
import dev.quarterdeck.agent.plan.SysctlAllowlist;
import dev.quarterdeck.agent.probe.NodeProbes;
import dev.quarterdeck.agent.reference.LookupResult;
import dev.quarterdeck.agent.reference.ObjectSource;
import dev.quarterdeck.agent.reference.ReferencedObjects;
import dev.quarterdeck.agent.reference.RuntimeClasses;
import dev.quarterdeck.agent.register.HostFacts;
import dev.quarterdeck.agent.register.NodeRegistrar;
import dev.quarterdeck.agent.report.PodApi;
import dev.quarterdeck.agent.report.PodEvents;
import dev.quarterdeck.agent.report.StatusWriter;
import dev.quarterdeck.agent.runtime.NodeSettings;
import dev.quarterdeck.agent.runtime.PodCgroups;
import dev.quarterdeck.agent.runtime.PodConfigs;
import dev.quarterdeck.agent.simulated.SimulatedProbes;
import dev.quarterdeck.agent.simulated.SimulatedVolumes;
import dev.quarterdeck.agent.volume.ApiTokens;
import dev.quarterdeck.agent.volume.NodeVolumes;
import dev.quarterdeck.agent.volume.VolumeRefresh;
import dev.quarterdeck.agent.volume.VolumeSources;
import dev.quarterdeck.agent.worker.ContainerProbes;
import dev.quarterdeck.agent.worker.PodVolumes;
import dev.quarterdeck.agent.worker.WorkerContext;
import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.client.informer.Informer;
import dev.quarterdeck.client.queue.WorkQueue;
import dev.quarterdeck.cri.CriConnection;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds what the pod workers work with, and starts it. */
final class WorkerParts {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerParts.class);

  /**
   * What the workers share with the rest of the agent.
   *
   * @param wake wakes the worker of the pod with this UID
   */
  record Shared(
      KubernetesClient client,
      CriConnection cri,
      EventRecorder recorder,
      NodeRegistrar registrar,
      Time time,
      MeterRegistry meters,
      Consumer<String> wake) {}

  private final AgentConfig config;
  private final Shared shared;
  private final AgentParts parts;

  WorkerParts(AgentConfig config, Shared shared, AgentParts parts) {
    this.config = config;
    this.shared = shared;
    this.parts = parts;
  }

  /** What the workers of this node work with; its parts run until the agent ends. */
  WorkerContext context(NodeIdentity identity) {
    PodEvents events = shared.recorder::record;
    var stale = VolumeRefresh.queue(shared.time, shared.meters);
    var objects = parts.keep(new ReferencedObjects(shared.client, stale::add, shared.time));
    var host = HostFacts.read(config.rootDir());
    var settings =
        new NodeSettings(
            config.podLogsDir(),
            config.cgroupRoot(),
            config.clusterDns(),
            config.clusterDomain(),
            config.resolvConf(),
            host.memory());
    var api = PodApi.over(shared.client, shared.time);
    return new WorkerContext(
        identity,
        shared.cri.runtime(),
        parts.keep(RuntimeClasses.start(shared.client, shared.time)),
        new PodConfigs(settings),
        sysctls(host.kernel()),
        config.simulated()
            ? PodCgroups.none()
            : PodCgroups.at(Path.of("/sys/fs/cgroup"), config.cgroupRoot()),
        new Images(shared.cri.images(), key -> secret(objects, key), events, shared.time),
        volumes(objects, stale),
        environments(objects, events),
        probes(events),
        new LifecycleHooks(shared.cri.runtime(), parts.http(), shared.time),
        events,
        api,
        parts.keep(new StatusWriter(api, shared.time)),
        new Semaphore(config.sandboxStarts(), true),
        shared.time,
        shared.meters);
  }

  private SysctlAllowlist sysctls(String kernel) {
    try {
      return SysctlAllowlist.of(kernel, config.allowedUnsafeSysctls());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--allowed-unsafe-sysctls: " + e.getMessage(), e);
    }
  }

  private static Optional<Secret> secret(ObjectSource objects, ObjectKey key) {
    return objects.secret(key) instanceof LookupResult.Found<Secret>(var secret)
        ? Optional.of(secret)
        : Optional.empty();
  }

  private PodVolumes volumes(ReferencedObjects objects, WorkQueue<String> stale) {
    if (config.simulated()) {
      return new SimulatedVolumes();
    }
    var sources =
        new VolumeSources(
            objects,
            objects,
            new ApiTokens(shared.client, shared.time),
            shared.registrar::allocatable);
    var volumes = new NodeVolumes(config.rootDir(), sources, config.clusterDomain(), shared.time);
    parts.keep(
        VolumeRefresh.start(
            volumes,
            stale,
            (uid, why) -> LOG.warn("volumes not refreshed uid={} error=\"{}\"", uid, why),
            shared.time,
            shared.meters));
    return volumes;
  }

  private PodEnvironments environments(ObjectSource objects, PodEvents events) {
    var services = parts.keep(Informer.builder(shared.client, Service.class, shared.time).start());
    return new PodEnvironments(
        objects,
        services.store()::all,
        shared.registrar::allocatable,
        (pod, message) -> events.warning(pod, PodEnvironments.SkippedKeys.REASON, message));
  }

  private ContainerProbes probes(PodEvents events) {
    if (config.simulated()) {
      return new SimulatedProbes();
    }
    var listeners =
        new NodeProbes.Listeners(
            shared.wake,
            (pod, container, reason, message) ->
                events.warning(pod, container.getName(), reason, message));
    return parts.keep(
        new NodeProbes(
            parts.vertx(),
            shared.cri.runtime(),
            parts.http(),
            listeners,
            shared.time,
            RandomGenerator.getDefault(),
            shared.meters));
  }
}
