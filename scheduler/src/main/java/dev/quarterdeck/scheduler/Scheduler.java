package dev.quarterdeck.scheduler;

import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.client.informer.Informer;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.snapshot.ClusterEvent;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives pods their nodes. A client of the API and nothing else: it watches nodes and pods, decides
 * one pod at a time on a snapshot, and binds in the background while the next is decided.
 */
public final class Scheduler implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
  private static final String LIVE_PODS = "status.phase!=Succeeded,status.phase!=Failed";
  private static final Set<ClusterEvent> FREED = EnumSet.of(ClusterEvent.POD_FREED);

  private final KubernetesClient client;
  private final SchedulerConfig config;
  private final Time time;
  private final ClusterState cluster = new ClusterState();
  private final SchedulingQueue queue;
  private final EventRecorder events;
  private final SchedulerMetrics metrics;
  private final SchedulingLoop loop;
  private Informer<Node> nodes;
  private Informer<Pod> pods;

  public Scheduler(KubernetesClient client, MeterRegistry registry, SchedulerConfig config) {
    this(client, registry, config, Time.system());
  }

  Scheduler(KubernetesClient client, MeterRegistry registry, SchedulerConfig config, Time time) {
    this.client = client;
    this.config = config;
    this.time = time;
    queue = new SchedulingQueue(config.waits(), time);
    events = new EventRecorder(client, config.schedulerName(), null, time, new SplittableRandom());
    metrics = new SchedulerMetrics(registry, config.schedulerName(), queue, cluster);
    loop =
        new SchedulingLoop(
            client,
            config,
            queue,
            cluster,
            events,
            metrics,
            time,
            new SplittableRandom(),
            key -> pods.store().get(key));
  }

  /** Starts to follow the cluster; deciding begins once all nodes and pods are known. */
  public Scheduler start() {
    nodes =
        Informer.builder(client, Node.class, time)
            .transform(Slimming::node)
            .onChange(this::nodeChanged)
            .start();
    pods =
        Informer.builder(client, Pod.class, time)
            .fields(LIVE_PODS)
            .transform(new Slimming()::pod)
            .onChange(this::podChanged)
            .start();
    loop.start(limit -> nodes.awaitSynced(limit) && pods.awaitSynced(limit));
    return this;
  }

  /** It knows the cluster and decides. */
  public boolean isReady() {
    return nodes != null && nodes.isSynced() && pods.isSynced();
  }

  /** Stops deciding at once; bindings under way get a few seconds to end. */
  @Override
  public void close() {
    loop.close(Duration.ofSeconds(5));
    if (nodes != null) {
      pods.close();
      nodes.close();
    }
    events.close();
    metrics.end();
  }

  private void nodeChanged(Change<Node> change) {
    switch (change) {
      case Change.Added<Node>(var node) -> queue.wake(cluster.put(node));
      case Change.Updated<Node>(var before, var node) -> queue.wake(cluster.put(node));
      case Change.Deleted<Node>(var node) -> cluster.removeNode(node.getMetadata().getName());
    }
  }

  private void podChanged(Change<Pod> change) {
    switch (change) {
      case Change.Added<Pod>(var pod) -> podSeen(pod);
      case Change.Updated<Pod>(var before, var pod) -> podSeen(pod);
      case Change.Deleted<Pod>(var pod) -> podGone(ObjectKey.of(pod));
    }
  }

  private void podGone(ObjectKey key) {
    queue.remove(key);
    if (cluster.remove(key)) {
      queue.wake(FREED);
    }
  }

  private void podSeen(Pod pod) {
    var key = ObjectKey.of(pod);
    var node = pod.getSpec().getNodeName();
    if (hasEnded(pod)) {
      podGone(key);
    } else if (node != null && !node.isEmpty()) {
      queue.remove(key);
      placed(pod, node);
    } else if (isWaiting(pod)) {
      read(pod, queue::put);
    } else {
      queue.remove(key);
    }
  }

  private void placed(Pod pod, String node) {
    read(
        pod,
        info -> {
          if (cluster.place(info, node)) {
            queue.wake(FREED);
          }
        });
  }

  private static void read(Pod pod, Consumer<PodInfo> use) {
    try {
      use.accept(PodInfo.of(pod));
    } catch (ApiFault e) {
      // A server that validates lets no such pod in.
      LOG.warn("pod ignored pod={} because=\"{}\"", ObjectKey.of(pod), e.getMessage());
    }
  }

  private static boolean hasEnded(Pod pod) {
    var phase = pod.getStatus().getPhase();
    return "Succeeded".equals(phase) || "Failed".equals(phase);
  }

  private boolean isWaiting(Pod pod) {
    var name = Objects.requireNonNullElse(pod.getSpec().getSchedulerName(), "default-scheduler");
    return name.equals(config.schedulerName())
        && pod.getMetadata().getDeletionTimestamp() == null
        && pod.getSpec().getSchedulingGates().isEmpty();
  }
}
