package dev.quarterdeck.scheduler;

import static dev.quarterdeck.scheduler.TestCluster.isPlaced;
import static dev.quarterdeck.scheduler.TestCluster.isRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.client.election.LeaderElection;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.SteppedTime;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The scheduler against the real API server. */
@Timeout(60)
class SchedulerTest {

  private static final String ANTI_AFFINITY =
      "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey:"
          + " kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}]}}";

  private final TestCluster cluster = new TestCluster();
  private Scheduler scheduler;

  @AfterEach
  void stop() {
    if (scheduler != null) {
      scheduler.close();
    }
    cluster.close();
  }

  private void schedule() {
    scheduler =
        new Scheduler(cluster.client(), cluster.registry(), SchedulerConfig.DEFAULT).start();
  }

  @Test
  void bindsAPodAndSaysSo() throws Exception {
    cluster.node("n1");
    schedule();
    cluster.pod("web", "");
    assertThat(cluster.await("web", TestCluster::isPlaced).getSpec().getNodeName()).isEqualTo("n1");
    var event = cluster.event("web", "Scheduled");
    assertThat(event.getMessage()).isEqualTo("Successfully assigned default/web to n1");
    assertThat(event.getSource().getComponent()).isEqualTo("default-scheduler");
  }

  @Test
  void aPodThatFitsNowhereWaitsUntilANodeIsAddedThatCanTakeIt() throws Exception {
    cluster.node(
        "n1", new TaintBuilder().withKey("k").withValue("v").withEffect("NoSchedule").build());
    schedule();
    cluster.pod("web", "");
    var message = TestCluster.condition(cluster.await("web", TestCluster::isRefused)).getMessage();
    assertThat(message)
        .isEqualTo(
            "0/1 nodes are available: 1 node(s) had untolerated taint(s). preemption: 0/1 nodes"
                + " are available: 1 Preemption is not helpful for scheduling.");
    assertThat(cluster.event("web", "FailedScheduling").getMessage()).isEqualTo(message);
    cluster.node("n2");
    assertThat(cluster.await("web", TestCluster::isPlaced).getSpec().getNodeName()).isEqualTo("n2");
  }

  @Test
  void aPodThatLeavesMakesRoomForOneThatWaits() throws Exception {
    cluster.node("n1");
    schedule();
    var whole = "containers: [{name: c, resources: {requests: {cpu: 3}}}]";
    cluster.pod("first", whole);
    cluster.await("first", TestCluster::isPlaced);
    cluster.pod("second", whole);
    cluster.await("second", TestCluster::isRefused);
    cluster.client().pods().inNamespace("default").withName("first").withGracePeriod(0).delete();
    cluster.await("second", TestCluster::isPlaced);
  }

  @Test
  void leavesAloneWhatIsGatedOrNamesAnotherScheduler() throws Exception {
    cluster.node("n1");
    schedule();
    cluster.pod("gated", "schedulingGates: [{name: example.com/wait}]");
    cluster.pod("others", "schedulerName: another");
    cluster.pod("mine", "");
    cluster.await("mine", TestCluster::isPlaced);
    for (var name : List.of("gated", "others")) {
      var pod = cluster.client().pods().inNamespace("default").withName(name).get();
      assertThat(pod.getSpec().getNodeName()).as(name).isNull();
    }
    cluster
        .client()
        .pods()
        .inNamespace("default")
        .withName("gated")
        .edit(
            p -> {
              p.getSpec().setSchedulingGates(List.of());
              return p;
            });
    cluster.await("gated", TestCluster::isPlaced);
  }

  @Test
  void podsThatMustNotShareANodeDoNot() throws Exception {
    cluster.node("n1");
    schedule();
    cluster.pod("first", ANTI_AFFINITY);
    cluster.await("first", TestCluster::isPlaced);
    cluster.pod("second", ANTI_AFFINITY);
    var message =
        TestCluster.condition(cluster.await("second", TestCluster::isRefused)).getMessage();
    assertThat(message)
        .startsWith("0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules.");
    assertThat(cluster.event("second", "FailedScheduling").getMessage()).isEqualTo(message);
    cluster.node("n2");
    var placed = cluster.await("second", TestCluster::isPlaced);
    assertThat(placed.getSpec().getNodeName()).isEqualTo("n2");
  }

  @Test
  void aPodThatMustBeWithAnotherWaitsForIt() throws Exception {
    cluster.node("n1");
    cluster.node("n2");
    schedule();
    cluster.pod(
        "friend",
        "affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey:"
            + " kubernetes.io/hostname, labelSelector: {matchLabels: {app: db}}}]}}");
    assertThat(TestCluster.condition(cluster.await("friend", TestCluster::isRefused)).getMessage())
        .startsWith("0/2 nodes are available: 2 node(s) didn't match pod affinity rules.");
    cluster.pod("db", "nodeSelector: {kubernetes.io/hostname: n2}", Map.of("app", "db"));
    var placed = cluster.await("friend", TestCluster::isPlaced);
    assertThat(placed.getSpec().getNodeName()).isEqualTo("n2");
  }

  @Test
  void tenMinutesPassWithoutWaiting() throws Exception {
    var time = new SteppedTime(Instant.parse("2026-01-01T00:00:00Z"));
    cluster.node("n1");
    scheduler =
        new Scheduler(
                cluster.client(),
                cluster.registry(),
                SchedulerConfig.DEFAULT,
                time,
                new SplittableRandom(1),
                _ -> List.of())
            .start();
    cluster.pod("lost", "nodeSelector: {none: here}");
    var condition = TestCluster.condition(cluster.await("lost", TestCluster::isRefused));
    assertThat(condition.getLastTransitionTime()).startsWith("2026-01-01T00:00:0");
    for (var attempts = 1; attempts <= 3; attempts++) {
      cluster.awaitCount("scheduler_schedule_attempts_total", "unschedulable", attempts);
      assertThat(time.awaitWaiters(1, TestCluster.PATIENCE)).isTrue();
      time.advance(Duration.ofMinutes(5));
    }
  }

  @Test
  void neverOvercommitsAndCountsOnAfterARestart() throws Exception {
    cluster.node("n1");
    cluster.node("n2");
    schedule();
    IntStream.range(0, 4)
        .forEach(
            i -> cluster.pod("a" + i, "containers: [{name: c, resources: {requests: {cpu: 1}}}]"));
    for (var i = 0; i < 4; i++) {
      cluster.await("a" + i, TestCluster::isPlaced);
    }
    scheduler.close();
    schedule();
    IntStream.range(0, 6)
        .forEach(
            i -> cluster.pod("b" + i, "containers: [{name: c, resources: {requests: {cpu: 1}}}]"));
    for (var i = 0; i < 6; i++) {
      cluster.await("b" + i, pod -> isPlaced(pod) || isRefused(pod));
    }
    var perNode =
        cluster.client().pods().inNamespace("default").list().getItems().stream()
            .filter(TestCluster::isPlaced)
            .collect(Collectors.groupingBy(p -> p.getSpec().getNodeName(), Collectors.counting()));
    assertThat(perNode).isEqualTo(Map.of("n1", 4L, "n2", 4L));
    assertThat(
            cluster
                .registry()
                .get("scheduler_scheduler_cache_size")
                .tag("type", "nodes")
                .gauge()
                .value())
        .as("the gauges are the living scheduler's")
        .isEqualTo(2);
  }

  @Test
  void ofTwoThatWantOneLeaseTheOtherPlacesPodsWhenTheFirstCloses() throws Exception {
    cluster.node("n1");
    try (var one = stand("one")) {
      cluster.pod("first", "");
      cluster.await("first", TestCluster::isPlaced);
      try (var other = stand("other")) {
        assertThat(one.isLeading()).isTrue();
        one.close();
        cluster.pod("second", "");
        cluster.await("second", TestCluster::isPlaced);
        assertThat(other.isLeading()).isTrue();
      }
    }
  }

  private LeaderElection stand(String identity) {
    return new LeaderElection(
            cluster.client(),
            new ObjectKey("kube-system", "kube-scheduler"),
            identity,
            new LeaderElection.Timing(
                Duration.ofSeconds(1), Duration.ofMillis(600), Duration.ofMillis(100)),
            Time.system(),
            new Random(),
            () ->
                new Scheduler(cluster.client(), cluster.registry(), SchedulerConfig.DEFAULT)
                    .start())
        .start();
  }
}
