package dev.quarterdeck.scheduler.filter;

import static dev.quarterdeck.scheduler.Specimens.asking;
import static dev.quarterdeck.scheduler.Specimens.node;
import static dev.quarterdeck.scheduler.Specimens.nodeInfo;
import static dev.quarterdeck.scheduler.Specimens.podInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import dev.quarterdeck.scheduler.snapshot.Snapshot;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTest {

  private static final String PASSES = "";

  private static Filter.Rejection rejection(Filter filter, PodInfo pod, NodeInfo node) {
    return filter.prepare(pod, new Snapshot(List.of(node))).check(node);
  }

  private static String reason(Filter filter, PodInfo pod, NodeInfo node) {
    var rejection = rejection(filter, pod, node);
    return rejection == null ? PASSES : String.join(" + ", rejection.reasons());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "1      | 1Gi  | cpu: 4, memory: 8Gi, pods: 10   | ''",
        "4      | 8Gi  | cpu: 4, memory: 8Gi, pods: 10   | ''",
        "4001m  | 1Gi  | cpu: 4, memory: 8Gi, pods: 10   | Insufficient cpu",
        "5      | 9Gi  | cpu: 4, memory: 8Gi, pods: 10   | Insufficient cpu + Insufficient memory",
        "0      | 0    | cpu: 4, memory: 8Gi, pods: 0    | Too many pods",
        "0      | 0    | pods: 1                         | ''",
      })
  void fitsByResources(String cpu, String memory, String allocatable, String expected) {
    var node = NodeInfo.of(node("n", "", "", allocatable));
    assertThat(reason(new NodeResourcesFit(), asking("p", cpu, memory), node)).isEqualTo(expected);
  }

  @Test
  void countsWhatIsOnTheNodeAndTellsWhetherRemovalHelps() {
    var full = nodeInfo("n", "", "").plus(asking("a", "3", "1Gi"));
    var fit = new NodeResourcesFit();
    assertThat(reason(fit, asking("p", "1", "1Gi"), full)).isEqualTo(PASSES);
    assertThat(rejection(fit, asking("p", "2", "1Gi"), full))
        .isEqualTo(new Filter.Rejection(List.of("Insufficient cpu"), true));
    assertThat(rejection(fit, asking("p", "5", "1Gi"), full).preemptable()).isFalse();
  }

  @Test
  void extendedResourcesMustBeOffered() {
    var gpu = podInfo("p", "containers: [{name: c, resources: {limits: {example.com/gpu: 1}}}]");
    var with = NodeInfo.of(node("n", "", "", "cpu: 1, pods: 5, example.com/gpu: 1"));
    assertThat(reason(new NodeResourcesFit(), gpu, with)).isEqualTo(PASSES);
    assertThat(reason(new NodeResourcesFit(), gpu, with.plus(gpu)))
        .isEqualTo("Insufficient example.com/gpu");
    assertThat(reason(new NodeResourcesFit(), gpu, nodeInfo("m", "", "")))
        .isEqualTo("Insufficient example.com/gpu");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nodeSelector: {zone: a}    | true",
        "nodeSelector: {zone: b}    | false",
        "nodeSelector: {none: a}    | false",
        "matchExpressions: [{key: zone, operator: In, values: [b, a]}]           | true",
        "matchExpressions: [{key: zone, operator: NotIn, values: [a]}]           | false",
        "matchExpressions: [{key: none, operator: NotIn, values: [a]}]           | true",
        "matchExpressions: [{key: zone, operator: Exists}]                       | true",
        "matchExpressions: [{key: zone, operator: DoesNotExist}]                 | false",
        "matchExpressions: [{key: cores, operator: Gt, values: ['7']}]           | true",
        "matchExpressions: [{key: cores, operator: Gt, values: ['8']}]           | false",
        "matchExpressions: [{key: cores, operator: Lt, values: ['9']}]           | true",
        "matchExpressions: [{key: zone, operator: Lt, values: ['9']}]            | false",
        "matchFields: [{key: metadata.name, operator: In, values: [n]}]          | true",
        "matchFields: [{key: metadata.name, operator: In, values: [other]}]      | false",
        "matchExpressions: []                                                    | false",
      })
  void matchesSelectorsAndRequiredAffinity(String spec, boolean passes) {
    var text =
        spec.startsWith("match")
            ? "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
                + " {nodeSelectorTerms: [{%s}]}}}".formatted(spec)
            : spec;
    var node = nodeInfo("n", "zone: a, cores: '8'", "");
    assertThat(reason(new NodeAffinity(), podInfo("p", text), node))
        .isEqualTo(passes ? PASSES : "node(s) didn't match Pod's node affinity/selector");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tolerations: []                                                       | false",
        "tolerations: [{operator: Exists}]                                     | true",
        "tolerations: [{key: k, operator: Exists}]                             | true",
        "tolerations: [{key: k, value: v}]                                     | true",
        "tolerations: [{key: k, operator: Equal, value: w}]                    | false",
        "tolerations: [{key: k, value: v, effect: NoSchedule}]                 | true",
        "tolerations: [{key: k, value: v, effect: NoExecute}]                  | false",
        "tolerations: [{key: other, operator: Exists}]                         | false",
      })
  void taintsNeedTolerations(String spec, boolean passes) {
    var node = nodeInfo("n", "", "taints: [{key: k, value: v, effect: NoSchedule}]");
    assertThat(reason(new TaintToleration(), podInfo("p", spec), node))
        .isEqualTo(passes ? PASSES : "node(s) had untolerated taint {k: v}");
  }

  @Test
  void preferNoScheduleForbidsNothing() {
    var node = nodeInfo("n", "", "taints: [{key: k, effect: PreferNoSchedule}]");
    assertThat(reason(new TaintToleration(), podInfo("p", ""), node)).isEqualTo(PASSES);
  }

  @Test
  void cordonedNodesTakeOnlyThoseWhoTolerateIt() {
    var node = nodeInfo("n", "", "unschedulable: true");
    var filter = new NodeUnschedulable();
    var tolerant =
        podInfo("p", "tolerations: [{key: node.kubernetes.io/unschedulable, effect: NoSchedule}]");
    assertThat(reason(filter, podInfo("p", ""), node)).isEqualTo("node(s) were unschedulable");
    assertThat(reason(filter, tolerant, node)).isEqualTo(PASSES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{containerPort: 80, hostPort: 80}                                  | false",
        "{containerPort: 80, hostPort: 81}                                  | true",
        "{containerPort: 80}                                                | true",
        "{containerPort: 80, hostPort: 80, protocol: UDP}                   | true",
        "{containerPort: 80, hostPort: 80, hostIP: 10.0.0.1}                | false",
      })
  void hostPortsAreTakenOnce(String port, boolean passes) {
    var spec = "containers: [{name: c, ports: [%s]}]";
    var node =
        nodeInfo("n", "", "")
            .plus(podInfo("a", spec.formatted("{containerPort: 8, hostPort: 80}")));
    assertThat(reason(new NodePorts(), podInfo("p", spec.formatted(port)), node))
        .isEqualTo(passes ? PASSES : "node(s) didn't have free ports for the requested pod ports");
  }

  @Test
  void hostPortsOnDifferentAddressesDoNotConflict() {
    var spec = "containers: [{name: c, ports: [{containerPort: 8, hostPort: 80, hostIP: %s}]}]";
    var node = nodeInfo("n", "", "").plus(podInfo("a", spec.formatted("10.0.0.1")));
    assertThat(reason(new NodePorts(), podInfo("p", spec.formatted("10.0.0.2")), node))
        .isEqualTo(PASSES);
  }

  @Test
  void aPodThatNamesItsNodeGoesNowhereElse() {
    var pod = podInfo("p", "nodeName: m");
    assertThat(reason(new NodeName(), pod, nodeInfo("m", "", ""))).isEqualTo(PASSES);
    assertThat(reason(new NodeName(), pod, nodeInfo("n", "", "")))
        .isEqualTo("node(s) didn't match the requested node name");
  }

  @Test
  void hardSpreadKeepsDomainsEven() {
    var pod =
        podInfo(
            "p",
            "topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable:"
                + " DoNotSchedule, labelSelector: {matchLabels: {app: web}}}]");
    var crowded = nodeInfo("n1", "zone: a", "").plus(podInfo("a", ""));
    var empty = nodeInfo("n2", "zone: b", "");
    var outside = nodeInfo("n3", "", "");
    var check =
        new PodTopologySpread().prepare(pod, new Snapshot(List.of(crowded, empty, outside)));
    assertThat(check.check(empty)).isNull();
    assertThat(check.check(crowded).reasons())
        .containsExactly("node(s) didn't match pod topology spread constraints");
    assertThat(check.check(outside).reasons().getFirst()).endsWith("(missing required label)");
  }
}
