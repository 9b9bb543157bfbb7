package dev.quarterdeck.scheduler.plugins;

import static dev.quarterdeck.scheduler.TestObjects.node;
import static dev.quarterdeck.scheduler.TestObjects.nodeInfo;
import static dev.quarterdeck.scheduler.TestObjects.podInfo;
import static dev.quarterdeck.scheduler.TestObjects.requesting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.framework.Plugin;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.plugins.noderesources.NodeResourcesFit;
import dev.quarterdeck.scheduler.snapshot.NodeInfo;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterPluginsTest {

  private static final String PASSES = "";

  private static Status status(Plugin plugin, PodInfo pod, NodeInfo node) {
    return PluginRun.of(plugin, pod, node).statuses().getFirst();
  }

  private static String reason(Plugin plugin, PodInfo pod, NodeInfo node) {
    return PluginRun.of(plugin, pod, node).reasons().getFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1      | 1Gi  | cpu: 4, memory: 8Gi, pods: 10   | ''",
        "4      | 8Gi  | cpu: 4, memory: 8Gi, pods: 10   | ''",
        "4001m  | 1Gi  | cpu: 4, memory: 8Gi, pods: 10   | Insufficient cpu",
        "5      | 9Gi  | cpu: 4, memory: 8Gi, pods: 10   | Insufficient cpu + Insufficient memory",
        "0      | 0    | cpu: 4, memory: 8Gi, pods: 0    | Too many pods",
        "0      | 0    | pods: 1                         | ''",
      })
  void aNodeMustHaveWhatThePodRequests(
      String cpu, String memory, String allocatable, String expected) {
    var node = NodeInfo.of(node("n", "", "", allocatable));
    assertThat(reason(new NodeResourcesFit(), requesting("p", cpu, memory), node))
        .isEqualTo(expected);
  }

  @Test
  void whatOtherPodsRequestIsTakenAndPreemptionCouldFreeIt() {
    var full = nodeInfo("n", "", "").plus(requesting("a", "3", "1Gi"));
    var fit = new NodeResourcesFit();
    assertThat(status(fit, requesting("p", "1", "1Gi"), full)).isEqualTo(Status.SUCCESS);
    assertThat(status(fit, requesting("p", "2", "1Gi"), full))
        .isEqualTo(new Status.Unschedulable("NodeResourcesFit", List.of("Insufficient cpu")));
    assertThat(status(fit, requesting("p", "5", "1Gi"), full))
        .isEqualTo(
            new Status.UnschedulableAndUnresolvable(
                "NodeResourcesFit", List.of("Insufficient cpu")));
  }

  @Test
  void extendedResourcesMustBeOffered() {
    var gpu = podInfo("p", "containers: [{name: c, resources: {requests: {example.com/gpu: 1}}}]");
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
        "nodeSelector: {zone: a}                                                 | true",
        "nodeSelector: {zone: b}                                                 | false",
        "matchExpressions: [{key: zone, operator: In, values: [b, a]}]           | true",
        "matchExpressions: [{key: cores, operator: Gt, values: ['8']}]           | false",
        "matchFields: [{key: metadata.name, operator: In, values: [n]}]          | true",
        "matchFields: [{key: metadata.name, operator: In, values: [other]}]      | false",
        "matchExpressions: []                                                    | false",
      })
  void nodeAffinityMustMatch(String spec, boolean passes) {
    var text =
        spec.startsWith("match")
            ? "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
                + " {nodeSelectorTerms: [{%s}]}}}".formatted(spec)
            : spec;
    var node = nodeInfo("n", "zone: a, cores: '8'", "");
    assertThat(status(new NodeAffinity(), podInfo("p", text), node))
        .isEqualTo(
            passes
                ? Status.SUCCESS
                : new Status.UnschedulableAndUnresolvable(
                    "NodeAffinity", List.of("node(s) didn't match Pod's node affinity/selector")));
  }

  @Test
  void termsThatNameDifferentNodesAtOnceAreAConflict() {
    var pod =
        podInfo(
            "p",
            "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
                + " {nodeSelectorTerms: [{matchFields: [{key: metadata.name, operator: In, values:"
                + " [n]}, {key: metadata.name, operator: In, values: [m]}]}]}}}");
    assertThat(reason(new NodeAffinity(), pod, nodeInfo("n", "", "")))
        .isEqualTo("pod affinity terms conflict");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tolerations: []                                       | NoSchedule       | false",
        "tolerations: []                                       | NoExecute        | false",
        "tolerations: []                                       | PreferNoSchedule | true",
        "tolerations: [{operator: Exists}]                     | NoSchedule       | true",
        "tolerations: [{key: k, value: v}]                     | NoSchedule       | true",
        "tolerations: [{key: k, value: v, effect: NoExecute}]  | NoSchedule       | false",
        "tolerations: [{key: k, value: v, effect: NoExecute}]  | NoExecute        | true",
      })
  void taintsNeedTolerations(String spec, String effect, boolean passes) {
    var node = nodeInfo("n", "", "taints: [{key: k, value: v, effect: %s}]".formatted(effect));
    assertThat(reason(new TaintToleration(), podInfo("p", spec), node))
        .isEqualTo(passes ? PASSES : "node(s) had untolerated taint(s)");
  }

  @Test
  void cordonedNodesTakeOnlyPodsThatTolerateIt() {
    var node = nodeInfo("n", "", "unschedulable: true");
    var plugin = new NodeUnschedulable();
    var tolerant =
        podInfo("p", "tolerations: [{key: node.kubernetes.io/unschedulable, effect: NoSchedule}]");
    assertThat(reason(plugin, podInfo("p", ""), node)).isEqualTo("node(s) were unschedulable");
    assertThat(reason(plugin, tolerant, node)).isEqualTo(PASSES);
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
        "{containerPort: 80, hostPort: 90, hostIP: 10.0.0.1}                | true",
        "{containerPort: 80, hostPort: 90, hostIP: 10.0.0.2}                | false",
      })
  void hostPortsAreTakenOnce(String port, boolean passes) {
    var spec = "containers: [{name: c, ports: [%s]}]";
    var taken =
        "{containerPort: 8, hostPort: 80}, {containerPort: 9, hostPort: 90, hostIP: 10.0.0.2}";
    var node = nodeInfo("n", "", "").plus(podInfo("a", spec.formatted(taken)));
    assertThat(reason(new NodePorts(), podInfo("p", spec.formatted(port)), node))
        .isEqualTo(passes ? PASSES : "node(s) didn't have free ports for the requested pod ports");
  }

  @Test
  void aPodThatNamesItsNodeGoesNowhereElse() {
    var pod = podInfo("p", "nodeName: m");
    assertThat(reason(new NodeName(), pod, nodeInfo("m", "", ""))).isEqualTo(PASSES);
    assertThat(reason(new NodeName(), pod, nodeInfo("n", "", "")))
        .isEqualTo("node(s) didn't match the requested node name");
  }

  @Test
  void gatesAreNamed() {
    var gates = new SchedulingGates();
    assertThat(gates.preEnqueue(podInfo("p", ""))).isEqualTo(Status.SUCCESS);
    assertThat(gates.preEnqueue(podInfo("p", "schedulingGates: [{name: a}, {name: b}]")))
        .isEqualTo(Status.unresolvable("waiting for scheduling gates: [a b]"));
  }
}
