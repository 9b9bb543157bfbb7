package dev.quarterdeck.scheduler;

import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.client.informer.Informer;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.time.Time;
import dev.quarterdeck.scheduler.bind.DefaultBinder;
import dev.quarterdeck.scheduler.bind.PodStatusWriter;
import dev.quarterdeck.scheduler.bind.VictimEviction;
import dev.quarterdeck.scheduler.framework.Handle;
import dev.quarterdeck.scheduler.permit.WaitingPodsMap;
import dev.quarterdeck.scheduler.plugins.DefaultPlugins;
import dev.quarterdeck.scheduler.profile.EnabledPlugin;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.profile.Profiles;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator.SplittableGenerator;

/**
 * Gives pods their nodes. A client of the API and nothing else: it watches nodes, pods and
 * namespaces, decides one pod at a time on a snapshot, and binds in the background while the next
 * is decided.
 */
public final class Scheduler implements AutoCloseable {

  private static final String LIVE_PODS = "status.phase!=Succeeded,status.phase!=Failed";
  private static final GroupVersionResource NAMESPACES =
      new GroupVersionResource("", "v1", "namespaces");
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final KubernetesClient client;
  private final SchedulerParts parts;
  private final ClusterWatch watch;
  private final SchedulingLoop loop;
  private Informer<Node> nodes;
  private Informer<Pod> pods;
  private Informer<PartialObjectMetadata> namespaces;

  public Scheduler(KubernetesClient client, MeterRegistry registry, SchedulerConfig config) {
    this(client, registry, config, Time.system(), new SplittableRandom());
  }

  /**
   * A scheduler in another time than the machine's.
   *
   * @param random chooses among nodes of equal score and makes names of events
   */
  public Scheduler(
      KubernetesClient client,
      MeterRegistry registry,
      SchedulerConfig config,
      Time time,
      SplittableGenerator random) {
    this(client, registry, config, time, random, _ -> List.of());
  }

  /**
   * A scheduler with further plugins.
   *
   * @param random chooses among nodes of equal score and makes names of events
   * @param plugins makes the plugins that follow the default ones
   */
  Scheduler(
      KubernetesClient client,
      MeterRegistry registry,
      SchedulerConfig config,
      Time time,
      SplittableGenerator random,
      Function<Handle, List<EnabledPlugin>> plugins) {
    this.client = client;
    var permits = new WaitingPodsMap(time);
    var enabled = DefaultPlugins.with(new DefaultBinder(client), plugins.apply(() -> permits));
    var profiles =
        new Profiles(
            List.of(
                new Profile(config.schedulerName(), config.percentageOfNodesToScore(), enabled)));
    var queue = new SchedulingQueue(profiles, config.queueTiming(), time);
    var cluster = new ClusterState();
    var statuses = new PodStatusWriter(client, time);
    var events = new EventRecorder(client, config.schedulerName(), null, time, random.split());
    parts =
        new SchedulerParts(
            queue,
            cluster,
            permits,
            statuses,
            events,
            new SchedulerMetrics(registry, profiles, queue, cluster),
            new BackgroundWork(config.concurrentBinds()),
            time,
            key -> pods.store().get(key));
    watch = new ClusterWatch(queue, cluster, permits, profiles);
    var eviction = new VictimEviction(client, statuses, events);
    var failures = new FailedAttempts(parts, eviction, parts.background()::start);
    var binding =
        new BindingCycle(
            parts, failures, new FailedAttempts(parts, eviction, BackgroundWork.Work::run));
    loop = new SchedulingLoop(parts, profiles, binding, failures, random);
  }

  /** Starts to follow the cluster; deciding begins once all nodes and pods are known. */
  public Scheduler start() {
    nodes =
        Informer.builder(client, Node.class, parts.time())
            .transform(ObjectTrimming::node)
            .onChange(watch::nodeChanged)
            .start();
    namespaces =
        Informer.metadata(client, NAMESPACES, parts.time())
            .transform(ObjectTrimming::namespace)
            .onChange(watch::namespaceChanged)
            .start();
    pods =
        Informer.builder(client, Pod.class, parts.time())
            .fields(LIVE_PODS)
            .transform(new ObjectTrimming()::pod)
            .onChange(watch::podChanged)
            .start();
    loop.start(
        limit ->
            nodes.awaitSynced(limit) && namespaces.awaitSynced(limit) && pods.awaitSynced(limit));
    return this;
  }

  /** It knows the cluster and decides. */
  public boolean isReady() {
    return nodes != null && nodes.isSynced() && namespaces.isSynced() && pods.isSynced();
  }

  /** Stops deciding at once; bindings under way get a few seconds to end. */
  @Override
  public void close() {
    parts.queue().close();
    loop.close(STOP_LIMIT);
    parts.background().close(STOP_LIMIT);
    if (nodes != null) {
      pods.close();
      namespaces.close();
      nodes.close();
    }
    parts.events().close();
    parts.metrics().end();
  }
}
