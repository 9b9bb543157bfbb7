package dev.quarterdeck.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.client.election.LeaderElection;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The scheduler against the real API server. */
@Timeout(60)
class SchedulerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private MemoryApiServer api;
  private KubernetesClient client;
  private Scheduler scheduler;

  @BeforeEach
  void start() {
    api = new MemoryApiServer();
    client = api.client();
  }

  @AfterEach
  void stop() {
    if (scheduler != null) {
      scheduler.close();
    }
    client.close();
    api.close();
  }

  private void schedule() {
    scheduler = new Scheduler(client, registry, SchedulerConfig.DEFAULT).start();
  }

  private void node(String name, Taint... taints) {
    var node = Specimens.node(name, "kubernetes.io/hostname: " + name, "");
    node.getSpec().setTaints(List.of(taints));
    var created = client.resource(node).create();
    created.setStatus(node.getStatus());
    client.resource(created).updateStatus();
    // Admission taints nodes that are not ready yet, and here nobody will lift that.
    client
        .nodes()
        .withName(name)
        .edit(
            n -> {
              n.getSpec().setTaints(List.of(taints));
              return n;
            });
  }

  private void pod(String name, String spec) {
    var pod = Specimens.pod(name, spec);
    pod.getMetadata().setNamespace("default");
    pod.getMetadata().setUid(null);
    pod.getSpec().getContainers().forEach(container -> container.setImage("none"));
    client.resource(pod).create();
  }

  private Pod await(String name, Predicate<Pod> condition) throws InterruptedException {
    var pod =
        client
            .pods()
            .inNamespace("default")
            .withName(name)
            .waitUntilCondition(
                p -> p != null && condition.test(p),
                PATIENCE.toSeconds(),
                java.util.concurrent.TimeUnit.SECONDS);
    return pod;
  }

  private static boolean placed(Pod pod) {
    return pod.getSpec().getNodeName() != null;
  }

  private static boolean refused(Pod pod) {
    return condition(pod).getMessage() != null;
  }

  private static PodCondition condition(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(c -> c.getType().equals("PodScheduled") && c.getStatus().equals("False"))
        .findFirst()
        .orElseGet(PodCondition::new);
  }

  private Event event(String pod, String reason) {
    var deadline = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(deadline)) {
      var found =
          client.v1().events().inNamespace("default").list().getItems().stream()
              .filter(e -> e.getInvolvedObject().getName().equals(pod))
              .filter(e -> e.getReason().equals(reason))
              .findFirst();
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new AssertionError("no event " + reason + " about " + pod);
  }

  @Test
  void bindsAPodAndSaysSo() throws Exception {
    node("n1");
    schedule();
    pod("web", "");
    assertThat(await("web", SchedulerTest::placed).getSpec().getNodeName()).isEqualTo("n1");
    var event = event("web", "Scheduled");
    assertThat(event.getMessage()).isEqualTo("Successfully assigned default/web to n1");
    assertThat(event.getSource().getComponent()).isEqualTo("default-scheduler");
  }

  @Test
  void parksWhatFitsNowhereSaysWhyAndWakesItWhenANodeCanTakeIt() throws Exception {
    node("n1", new TaintBuilder().withKey("k").withValue("v").withEffect("NoSchedule").build());
    schedule();
    pod("web", "");
    var message = condition(await("web", SchedulerTest::refused)).getMessage();
    assertThat(message)
        .isEqualTo(
            "0/1 nodes are available: 1 node(s) had untolerated taint {k: v}. preemption: 0/1 nodes"
                + " are available: 1 Preemption is not helpful for scheduling.");
    assertThat(event("web", "FailedScheduling").getMessage()).isEqualTo(message);
    node("n2");
    assertThat(await("web", SchedulerTest::placed).getSpec().getNodeName()).isEqualTo("n2");
  }

  @Test
  void aPodThatLeavesMakesRoomForOneThatWaits() throws Exception {
    node("n1");
    schedule();
    var whole = "containers: [{name: c, resources: {requests: {cpu: 3}}}]";
    pod("first", whole);
    await("first", SchedulerTest::placed);
    pod("second", whole);
    await("second", SchedulerTest::refused);
    client.pods().inNamespace("default").withName("first").withGracePeriod(0).delete();
    await("second", SchedulerTest::placed);
  }

  @Test
  void leavesAloneWhatIsNotItsOwnOrGated() throws Exception {
    node("n1");
    schedule();
    pod("gated", "schedulingGates: [{name: example.com/wait}]");
    pod("others", "schedulerName: another");
    pod("mine", "");
    await("mine", SchedulerTest::placed);
    for (var name : List.of("gated", "others")) {
      var pod = client.pods().inNamespace("default").withName(name).get();
      assertThat(pod.getSpec().getNodeName()).as(name).isNull();
    }
    client
        .pods()
        .inNamespace("default")
        .withName("gated")
        .edit(
            p -> {
              p.getSpec().setSchedulingGates(List.of());
              return p;
            });
    await("gated", SchedulerTest::placed);
  }

  @Test
  void neverOvercommitsAndCountsOnAfterARestart() throws Exception {
    node("n1");
    node("n2");
    schedule();
    IntStream.range(0, 4)
        .forEach(i -> pod("a" + i, "containers: [{name: c, resources: {requests: {cpu: 1}}}]"));
    for (var i = 0; i < 4; i++) {
      await("a" + i, SchedulerTest::placed);
    }
    scheduler.close();
    schedule();
    IntStream.range(0, 6)
        .forEach(i -> pod("b" + i, "containers: [{name: c, resources: {requests: {cpu: 1}}}]"));
    for (var i = 0; i < 6; i++) {
      await("b" + i, pod -> placed(pod) || refused(pod));
    }
    var perNode =
        client.pods().inNamespace("default").list().getItems().stream()
            .filter(SchedulerTest::placed)
            .collect(Collectors.groupingBy(p -> p.getSpec().getNodeName(), Collectors.counting()));
    assertThat(perNode).isEqualTo(java.util.Map.of("n1", 4L, "n2", 4L));
    assertThat(registry.get("scheduler_scheduler_cache_size").tag("type", "nodes").gauge().value())
        .as("the gauges are the living scheduler's")
        .isEqualTo(2);
  }

  @Test
  void ofTwoThatStandForOneLeaseTheOtherPlacesPodsWhenTheFirstCloses() throws Exception {
    node("n1");
    try (var one = stand("one")) {
      pod("first", "");
      await("first", SchedulerTest::placed);
      try (var other = stand("other")) {
        assertThat(one.isLeading()).isTrue();
        one.close();
        pod("second", "");
        await("second", SchedulerTest::placed);
        assertThat(other.isLeading()).isTrue();
      }
    }
  }

  private LeaderElection stand(String identity) {
    return new LeaderElection(
            client,
            new ObjectKey("kube-system", "kube-scheduler"),
            identity,
            new LeaderElection.Timing(
                Duration.ofSeconds(1), Duration.ofMillis(600), Duration.ofMillis(100)),
            Time.system(),
            new Random(),
            () -> new Scheduler(client, registry, SchedulerConfig.DEFAULT).start())
        .start();
  }
}
