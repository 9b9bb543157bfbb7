package dev.quarterdeck.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.model.time.Time;
import dev.quarterdeck.scheduler.framework.BindPlugin;
import dev.quarterdeck.scheduler.framework.ClusterEventWithHint;
import dev.quarterdeck.scheduler.framework.CycleState;
import dev.quarterdeck.scheduler.framework.EnqueueExtensions;
import dev.quarterdeck.scheduler.framework.FilterRunner;
import dev.quarterdeck.scheduler.framework.Handle;
import dev.quarterdeck.scheduler.framework.NodeStatuses;
import dev.quarterdeck.scheduler.framework.PermitPlugin;
import dev.quarterdeck.scheduler.framework.Plugin;
import dev.quarterdeck.scheduler.framework.PostBindPlugin;
import dev.quarterdeck.scheduler.framework.PostFilterPlugin;
import dev.quarterdeck.scheduler.framework.PostFilterResult;
import dev.quarterdeck.scheduler.framework.PreBindPlugin;
import dev.quarterdeck.scheduler.framework.ReservePlugin;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.framework.WaitingPods;
import dev.quarterdeck.scheduler.profile.EnabledPlugin;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClassBuilder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What plugins at the later extension points can do, against the real API server. */
@Timeout(60)
class ExtensionPointsTest {

  private final TestCluster cluster = new TestCluster();
  private final Queue<String> calls = new ConcurrentLinkedQueue<>();
  private Scheduler scheduler;

  @BeforeEach
  void start() {
    cluster.node("n1");
  }

  @AfterEach
  void stop() {
    scheduler.close();
    cluster.close();
  }

  private void schedule(Function<Handle, List<Plugin>> plugins) {
    scheduler =
        new Scheduler(
                cluster.client(),
                cluster.registry(),
                SchedulerConfig.DEFAULT,
                Time.system(),
                new SplittableRandom(1),
                handle -> plugins.apply(handle).stream().map(EnabledPlugin::new).toList())
            .start();
  }

  /** Lets pods wait, and tells of it. No event makes it change its mind. */
  private static final class Holding implements PermitPlugin, EnqueueExtensions {
    private final Duration limit;
    private final WaitingPods waiting;
    private final LinkedBlockingQueue<PodInfo> held = new LinkedBlockingQueue<>();

    Holding(Duration limit, Handle handle) {
      this.limit = limit;
      waiting = handle.waitingPods();
    }

    @Override
    public String name() {
      return "Holding";
    }

    @Override
    public Status permit(CycleState state, PodInfo pod, String node) {
      held.add(pod);
      return new Status.Wait(limit);
    }

    @Override
    public List<ClusterEventWithHint<?>> eventsToRegister() {
      return List.of();
    }

    WaitingPods.WaitingPod next() throws InterruptedException {
      var pod = held.poll(15, TimeUnit.SECONDS);
      // Permit comes just before the pod begins to wait.
      while (waiting.find(pod.uid()).isEmpty()) {
        Thread.onSpinWait();
      }
      return waiting.find(pod.uid()).get();
    }
  }

  private Holding hold(Duration limit) {
    var holding = new Holding[1];
    schedule(
        handle -> {
          holding[0] = new Holding(limit, handle);
          return List.of(holding[0]);
        });
    return holding[0];
  }

  @Test
  void aPodThatWaitsForPermissionIsBoundWhenItIsAllowed() throws Exception {
    var holding = hold(Duration.ofMinutes(1));
    cluster.pod("web", "");
    var waiting = holding.next();
    cluster.await("web", pod -> "n1".equals(pod.getStatus().getNominatedNodeName()));
    waiting.allow("Holding");
    cluster.await("web", TestCluster::isPlaced);
  }

  @Test
  void aPodThatIsRejectedWhileItWaitsGivesItsPlaceBack() throws Exception {
    var holding = hold(Duration.ofMinutes(1));
    var whole = "containers: [{name: c, resources: {requests: {cpu: 3}}}]";
    cluster.pod("web", whole);
    var waiting = holding.next();
    cluster.pod("other", whole);
    cluster.await("other", TestCluster::isRefused);
    assertThat(waiting.reject("Holding", "not now")).isTrue();
    var refused = cluster.await("web", TestCluster::isRefused);
    assertThat(TestCluster.condition(refused).getReason()).isEqualTo("Unschedulable");
    assertThat(TestCluster.condition(refused).getMessage())
        .isEqualTo("0/1 nodes are available: 1 not now.");
    assertThat(holding.next().pod().key().name()).as("the room is there again").isEqualTo("other");
  }

  @Test
  void aPodThatWaitsTooLongIsRejected() {
    hold(Duration.ofMillis(100));
    cluster.pod("web", "");
    var refused = cluster.await("web", TestCluster::isRefused);
    assertThat(TestCluster.condition(refused).getMessage())
        .isEqualTo(
            "0/1 nodes are available: 1 rejected due to timeout after waiting 100ms at plugin"
                + " Holding.");
  }

  @Test
  void aPodThatIsDeletedWhileItWaitsFreesItsPlaceAtOnce() throws Exception {
    var holding = hold(Duration.ofMinutes(1));
    var whole = "containers: [{name: c, resources: {requests: {cpu: 3}}}]";
    cluster.pod("web", whole);
    holding.next();
    cluster.client().pods().inNamespace("default").withName("web").withGracePeriod(0).delete();
    cluster.pod("other", whole);
    assertThat(holding.next().pod().key().name()).isEqualTo("other");
  }

  /** Writes its calls down; PreBind answers as told. */
  private final class Binding implements ReservePlugin, PreBindPlugin, BindPlugin, PostBindPlugin {
    private final Queue<Status> preBinds;

    Binding(Status... preBinds) {
      this.preBinds = new ConcurrentLinkedQueue<>(Arrays.asList(preBinds));
    }

    @Override
    public String name() {
      return "Binding";
    }

    @Override
    public Status reserve(CycleState state, PodInfo pod, String node) {
      calls.add("reserve");
      return Status.SUCCESS;
    }

    @Override
    public void unreserve(CycleState state, PodInfo pod, String node) {
      calls.add("unreserve");
    }

    @Override
    public Status preBindPreFlight(CycleState state, PodInfo pod, String node) {
      return Status.SUCCESS;
    }

    @Override
    public Status preBind(CycleState state, PodInfo pod, String node) {
      calls.add("preBind");
      return preBinds.isEmpty() ? Status.SUCCESS : preBinds.remove();
    }

    @Override
    public Status bind(CycleState state, PodInfo pod, String node) {
      calls.add("bind");
      return Status.SKIP;
    }

    @Override
    public void postBind(CycleState state, PodInfo pod, String node) {
      calls.add("postBind");
    }
  }

  @Test
  void anAttemptThatFailsIsUndoneToldAndMadeAgain() throws Exception {
    schedule(_ -> List.of(new Binding(Status.error("no volume"))));
    cluster.pod("web", "");
    var refused = cluster.await("web", TestCluster::isRefused);
    assertThat(TestCluster.condition(refused).getReason()).isEqualTo("SchedulerError");
    assertThat(TestCluster.condition(refused).getMessage())
        .isEqualTo("running PreBind plugin \"Binding\": no volume");
    cluster.await("web", TestCluster::isPlaced);
    cluster.event("web", "Scheduled");
    // The default binder comes first, so Bind of this plugin is not asked.
    assertThat(calls)
        .startsWith("reserve", "preBind", "unreserve", "reserve", "preBind")
        .doesNotContain("bind");
    assertThat(cluster.event("web", "FailedScheduling").getMessage()).contains("no volume");
  }

  /** Makes room on the first node by removing every pod of a lower priority. */
  private static final class Preempting implements PostFilterPlugin {
    @Override
    public String name() {
      return "Preempting";
    }

    @Override
    public PostFilterResult postFilter(
        CycleState state,
        PodInfo pod,
        Snapshot snapshot,
        NodeStatuses statuses,
        FilterRunner filters) {
      var node = snapshot.nodes().getFirst();
      var victims = node.pods().stream().filter(p -> p.priority() < pod.priority()).toList();
      var emptied = node;
      var emptiedState = state.copy();
      for (var victim : victims) {
        emptied = emptied.minus(victim);
        filters.removePod(emptiedState, pod, victim, emptied);
      }
      return filters.filter(emptiedState, pod, emptied, snapshot) instanceof Status.Success
          ? PostFilterResult.nominate(node.name(), victims)
          : PostFilterResult.of(Status.unschedulable("no victims"));
    }
  }

  @Test
  void victimsAreMarkedAndRemovedAndTheirRoomIsKept() throws Exception {
    cluster
        .client()
        .resource(
            new PriorityClassBuilder()
                .withNewMetadata()
                .withName("urgent")
                .endMetadata()
                .withValue(1000)
                .build())
        .create();
    schedule(_ -> List.of(new Preempting()));
    var whole = "containers: [{name: c, resources: {requests: {cpu: 3}}}]";
    cluster.pod("victim", "terminationGracePeriodSeconds: 600\n" + whole);
    cluster.await("victim", TestCluster::isPlaced);
    cluster.pod("urgent", "priorityClassName: urgent\n" + whole);
    var leaving = cluster.await("victim", pod -> pod.getMetadata().getDeletionTimestamp() != null);
    assertThat(leaving.getStatus().getConditions())
        .anySatisfy(
            condition -> {
              assertThat(condition.getType()).isEqualTo("DisruptionTarget");
              assertThat(condition.getReason()).isEqualTo("PreemptionByScheduler");
            });
    cluster.await("urgent", pod -> "n1".equals(pod.getStatus().getNominatedNodeName()));
    cluster.pod("later", whole);
    cluster.client().pods().inNamespace("default").withName("victim").withGracePeriod(0).delete();
    cluster.await("urgent", TestCluster::isPlaced);
    var later = cluster.await("later", TestCluster::isRefused);
    assertThat(TestCluster.isPlaced(later)).isFalse();
    assertThat(cluster.event("victim", "Preempted").getMessage()).endsWith("on node n1");
  }
}
