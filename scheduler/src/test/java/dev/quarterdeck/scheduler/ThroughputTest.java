package dev.quarterdeck.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.placement.Decision;
import dev.quarterdeck.scheduler.placement.PlacementPlan;
import dev.quarterdeck.scheduler.plugins.DefaultPlugins;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.NodeAttributes;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Deciding must keep up with an API server that binds 500 pods a second. */
class ThroughputTest {

  private static final int NODES = 1000;
  private static final int PODS = 4000;

  @Test
  void decidesFiveHundredPodsASecondOnAThousandNodes() {
    var cluster = new ClusterState();
    for (var i = 0; i < NODES; i++) {
      cluster.put(
          NodeAttributes.of(TestObjects.node("n" + i, "kubernetes.io/hostname: n" + i, "")));
    }
    var profile = new Profile("default-scheduler", 0, DefaultPlugins.deciding());
    var random = new SplittableRandom(1);
    var start = 0;
    var began = System.nanoTime();
    for (var i = 0; i < PODS; i++) {
      var pod = pod(i);
      var decision = PlacementPlan.decide(profile, pod, cluster.snapshot(), start, random);
      assertThat(decision).isInstanceOf(Decision.Placed.class);
      var placed = (Decision.Placed) decision;
      start += placed.searched();
      cluster.assume(pod, placed.node());
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isLessThan(Duration.ofSeconds(PODS / 500));
  }

  private static PodInfo pod(int number) {
    var pod =
        TestObjects.pod(
            "p" + number,
            "containers: [{name: c, resources: {requests: {cpu: 100m, memory: 100Mi}}}]");
    pod.getMetadata()
        .setOwnerReferences(
            List.of(
                new OwnerReferenceBuilder()
                    .withApiVersion("apps/v1")
                    .withKind("ReplicaSet")
                    .withUid("rs-" + number % 20)
                    .withController(true)
                    .build()));
    return PodInfo.of(pod);
  }
}
