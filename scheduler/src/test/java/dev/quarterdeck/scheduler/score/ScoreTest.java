package dev.quarterdeck.scheduler.score;

import static dev.quarterdeck.scheduler.Specimens.asking;
import static dev.quarterdeck.scheduler.Specimens.nodeInfo;
import static dev.quarterdeck.scheduler.Specimens.pod;
import static dev.quarterdeck.scheduler.Specimens.podInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreTest {

  private static PodInfo owned(String name, String uid) {
    var pod = pod(name, "");
    pod.getMetadata()
        .setOwnerReferences(
            List.of(new OwnerReferenceBuilder().withUid(uid).withController(true).build()));
    return PodInfo.of(pod);
  }

  @Test
  void leastAllocatedIsTheShareThatIsLeft() {
    var empty = nodeInfo("n1", "", "");
    var half = nodeInfo("n2", "", "").plus(asking("a", "2", "4Gi"));
    assertThat(new LeastAllocated().rate(asking("p", "1", "2Gi"), List.of(empty, half)))
        .containsExactly(75, 25);
  }

  @Test
  void leastAllocatedReckonsALittleForPodsThatAskForNothing() {
    var node = nodeInfo("n1", "", "");
    var crowded = node.plus(podInfo("a", "")).plus(podInfo("b", ""));
    var rated = new LeastAllocated().rate(podInfo("p", ""), List.of(node, crowded));
    assertThat(rated[0]).isGreaterThan(rated[1]);
  }

  @Test
  void balancedPrefersLikeShares() {
    var cpuHeavy = nodeInfo("n1", "", "").plus(asking("a", "2", "0"));
    var even = nodeInfo("n2", "", "");
    assertThat(new BalancedAllocation().rate(asking("p", "1", "2Gi"), List.of(cpuHeavy, even)))
        .containsExactly(75, 100);
    assertThat(new BalancedAllocation().rate(podInfo("p", ""), List.of(even))).isNull();
  }

  @Test
  void ownersPodsSpread() {
    var two = nodeInfo("n1", "", "").plus(owned("a", "rs")).plus(owned("b", "rs"));
    var one = nodeInfo("n2", "", "").plus(owned("c", "rs"));
    var others = nodeInfo("n3", "", "").plus(owned("d", "other"));
    var score = new OwnerSpread();
    assertThat(score.rate(owned("p", "rs"), List.of(two, one, others))).containsExactly(0, 50, 100);
    assertThat(score.rate(podInfo("p", ""), List.of(two, one))).isNull();
  }

  @Test
  void softConstraintsPreferEmptierDomains() {
    var pod =
        podInfo(
            "p",
            "topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable:"
                + " ScheduleAnyway, labelSelector: {matchLabels: {app: web}}}]");
    var busy = nodeInfo("n1", "zone: a", "").plus(podInfo("a", ""));
    var sameZone = nodeInfo("n2", "zone: a", "");
    var empty = nodeInfo("n3", "zone: b", "");
    var outside = nodeInfo("n4", "", "");
    assertThat(new ConstraintSpread().rate(pod, List.of(busy, sameZone, empty, outside)))
        .containsExactly(0, 0, 100, 0);
  }

  @Test
  void preferredAffinityAddsItsWeights() {
    var pod =
        podInfo(
            "p",
            """
            affinity:
              nodeAffinity:
                preferredDuringSchedulingIgnoredDuringExecution:
                - {weight: 30, preference: {matchExpressions: [{key: ssd, operator: Exists}]}}
                - {weight: 10, preference: {matchExpressions: [{key: zone, operator: In, values: [a]}]}}
            """);
    var both = nodeInfo("n1", "zone: a, ssd: ''", "");
    var zone = nodeInfo("n2", "zone: a", "");
    var none = nodeInfo("n3", "", "");
    assertThat(new PreferredAffinity().rate(pod, List.of(both, zone, none)))
        .containsExactly(100, 25, 0);
  }

  @Test
  void discouragingTaintsCountUnlessTolerated() {
    var tainted = nodeInfo("n1", "", "taints: [{key: k, effect: PreferNoSchedule}]");
    var clean = nodeInfo("n2", "", "");
    var score = new TaintPreference();
    assertThat(score.rate(podInfo("p", ""), List.of(tainted, clean))).containsExactly(0, 100);
    assertThat(
            score.rate(podInfo("p", "tolerations: [{operator: Exists}]"), List.of(tainted, clean)))
        .isNull();
  }
}
