package dev.quarterdeck.scheduler.plugins;

import static dev.quarterdeck.scheduler.TestObjects.node;
import static dev.quarterdeck.scheduler.TestObjects.nodeInfo;
import static dev.quarterdeck.scheduler.TestObjects.podInfo;
import static dev.quarterdeck.scheduler.TestObjects.requesting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.plugins.noderesources.NodeResourcesBalancedAllocation;
import dev.quarterdeck.scheduler.plugins.noderesources.NodeResourcesFit;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScorePluginsTest {

  @Test
  void theNodeWithMoreLeftIsBetter() {
    var empty = nodeInfo("n1", "", "");
    var half = nodeInfo("n2", "", "").plus(requesting("a", "2", "4Gi"));
    assertThat(
            PluginRun.of(new NodeResourcesFit(), requesting("p", "1", "2Gi"), empty, half).scores())
        .contains(new long[] {75, 25});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // allocatable | requested cpu | memory | score
        "cpu: 3, memory: 8Gi, pods: 9          | 1 | 4Gi | 58",
        "cpu: 4, pods: 9                       | 1 | 1Gi | 75",
        "memory: 8Gi, pods: 9                  | 1 | 6Gi | 25",
        "pods: 9                               | 1 | 1Gi | 0",
        "cpu: 1, memory: 8Gi, pods: 9          | 2 | 4Gi | 25",
        "cpu: 4, memory: 9223372036854775807, pods: 9 | 4 | 1Gi | 49",
      })
  void sharesAreRoundedDownAndWhatANodeDoesNotHaveIsLeftOut(
      String allocatable, String cpu, String memory, long score) {
    var node = NodeInfo.of(node("n", "", "", allocatable));
    var other = nodeInfo("m", "", "");
    assertThat(
            PluginRun.of(new NodeResourcesFit(), requesting("p", cpu, memory), node, other)
                .scores()
                .orElseThrow()[0])
        .isEqualTo(score);
  }

  @Test
  void podsWithoutRequestsCountALittle() {
    var node = nodeInfo("n1", "", "");
    var crowded = node.plus(podInfo("a", "")).plus(podInfo("b", ""));
    var scores =
        PluginRun.of(new NodeResourcesFit(), podInfo("p", ""), node, crowded)
            .scores()
            .orElseThrow();
    assertThat(scores[0]).isGreaterThan(scores[1]);
  }

  @Test
  void aNodeIsBetterThatThePodBringsIntoBalance() {
    var cpuHeavy = nodeInfo("n1", "", "").plus(requesting("a", "2", "0"));
    var even = nodeInfo("n2", "", "");
    var memoryPod = requesting("p", "0", "4Gi");
    assertThat(
            PluginRun.of(new NodeResourcesBalancedAllocation(), memoryPod, cpuHeavy, even).scores())
        .contains(new long[] {87, 62});
    assertThat(
            PluginRun.of(new NodeResourcesBalancedAllocation(), podInfo("p", ""), even, cpuHeavy)
                .scores())
        .as("a pod that requests nothing changes nothing")
        .isEmpty();
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
    assertThat(PluginRun.of(new NodeAffinity(), pod, both, zone, none).scores())
        .contains(new long[] {100, 25, 0});
    assertThat(PluginRun.of(new NodeAffinity(), podInfo("p", ""), both, none).scores()).isEmpty();
  }

  @Test
  void preferNoScheduleTaintsCountUnlessTolerated() {
    var two =
        nodeInfo(
            "n1",
            "",
            "taints: [{key: k, effect: PreferNoSchedule}, {key: l, effect: PreferNoSchedule}]");
    var one = nodeInfo("n2", "", "taints: [{key: k, effect: PreferNoSchedule}]");
    var clean = nodeInfo("n3", "", "");
    var plugin = new TaintToleration();
    assertThat(PluginRun.of(plugin, podInfo("p", ""), two, one, clean).scores())
        .contains(new long[] {0, 50, 100});
    var tolerant = podInfo("p", "tolerations: [{operator: Exists}]");
    assertThat(PluginRun.of(plugin, tolerant, two, one, clean).scores())
        .contains(new long[] {100, 100, 100});
  }
}
