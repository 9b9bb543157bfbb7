package dev.quarterdeck.scheduler.plugins;

import static dev.quarterdeck.scheduler.TestObjects.node;
import static dev.quarterdeck.scheduler.TestObjects.podInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.framework.ActionType;
import dev.quarterdeck.scheduler.framework.ClusterEvent;
import dev.quarterdeck.scheduler.framework.EnqueueExtensions;
import dev.quarterdeck.scheduler.framework.EventResource;
import dev.quarterdeck.scheduler.framework.QueueingHint;
import dev.quarterdeck.scheduler.plugins.interpodaffinity.InterPodAffinity;
import dev.quarterdeck.scheduler.plugins.noderesources.NodeResourcesFit;
import dev.quarterdeck.scheduler.plugins.podtopologyspread.PodTopologySpread;
import dev.quarterdeck.scheduler.snapshot.NodeAttributes;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which events make a rejected pod worth another attempt. */
class QueueingHintsTest {

  private static final Map<String, EnqueueExtensions> PLUGINS =
      Map.of(
          "Gates", new SchedulingGates(),
          "Unschedulable", new NodeUnschedulable(),
          "Name", new NodeName(),
          "Taints", new TaintToleration(),
          "NodeAffinity", new NodeAffinity(),
          "Ports", new NodePorts(),
          "Fit", new NodeResourcesFit(),
          "Spread", new PodTopologySpread(),
          "PodAffinity", new InterPodAffinity());

  private static void assertHint(String plugin, PodInfo pod, ClusterEvent<?> event, boolean queue) {
    var hint =
        PLUGINS.get(plugin).eventsToRegister().stream()
            .filter(registered -> registered.matches(event))
            .map(registered -> registered.judge(pod, event))
            .findFirst()
            .orElse(QueueingHint.QUEUE_SKIP);
    assertThat(hint).isEqualTo(QueueingHint.queueIf(queue));
  }

  private static NodeAttributes attributes(String labelsAndSpec, String allocatable) {
    var parts = labelsAndSpec.split(";", 2);
    return NodeAttributes.of(
        node("n", parts[0].strip(), parts.length > 1 ? parts[1].strip() : "", allocatable));
  }

  private static PodInfo pod(String name, String spec) {
    return podInfo(name, spec.isEmpty() ? "" : spec.replace("; ", "\n"));
  }

  private static final String CPU = "containers: [{name: c, resources: {requests: {cpu: %s}}}]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // plugin | pod | labels; spec of the node that is added | queue
        "Unschedulable | ''                       | ''                                              | true",
        "Unschedulable | ''                       | ; unschedulable: true                           | false",
        "Name          | nodeName: x              | ''                                              | true",
        "Ports         | ''                       | ''                                              | true",
        "Taints        | ''                       | ''                                              | true",
        "Taints        | ''                       | '; taints: [{key: k, effect: NoSchedule}]'      | false",
        "Taints        | tolerations: [{operator: Exists}] | '; taints: [{key: k, effect: NoSchedule}]' | true",
        "NodeAffinity  | nodeSelector: {a: b}     | 'a: b'                                          | true",
        "NodeAffinity  | nodeSelector: {a: b}     | ''                                              | false",
        "Fit           | 'containers: [{name: c, resources: {requests: {cpu: 3}}}]' | ''            | true",
        "Fit           | 'containers: [{name: c, resources: {requests: {cpu: 5}}}]' | ''            | false",
        "Spread        | 'topologySpreadConstraints: [{topologyKey: zone, maxSkew: 1}]' | 'zone: a' | true",
        "Spread        | 'topologySpreadConstraints: [{topologyKey: zone, maxSkew: 1}]' | ''        | false",
        "PodAffinity   | ''                       | ''                                              | true",
        "PodAffinity   | 'affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone}]}}' | 'zone: a' | true",
        "PodAffinity   | 'affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone}]}}' | '' | false",
        "PodAffinity   | 'affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone}]}}' | '' | true",
      })
  void whenANodeIsAdded(String plugin, String pod, String node, boolean queue) {
    var added = attributes(node, "cpu: 4, pods: 9");
    assertHint(plugin, pod("p", pod), ClusterEvent.added(EventResource.NODE, added), queue);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // plugin | aspect | pod | node before | node after | queue
        "Unschedulable | UPDATE_NODE_TAINT | ''                   | ; unschedulable: true                      | ''                  | true",
        "Unschedulable | UPDATE_NODE_TAINT | ''                   | ''                                         | ''                  | false",
        "Taints        | UPDATE_NODE_TAINT | ''                   | '; taints: [{key: k, effect: NoSchedule}]' | ''                  | true",
        "Taints        | UPDATE_NODE_TAINT | ''                   | '; taints: [{key: k, effect: PreferNoSchedule}]' | ''            | false",
        "Taints        | UPDATE_NODE_LABEL | ''                   | '; taints: [{key: k, effect: NoSchedule}]' | ''                  | false",
        "NodeAffinity  | UPDATE_NODE_LABEL | nodeSelector: {a: b} | ''                                         | 'a: b'              | true",
        "NodeAffinity  | UPDATE_NODE_LABEL | nodeSelector: {a: b} | 'a: b'                                     | 'a: b, c: d'        | false",
        "Name          | UPDATE_NODE_LABEL | nodeName: x          | ''                                         | 'a: b'              | false",
        "Spread        | UPDATE_NODE_LABEL | 'topologySpreadConstraints: [{topologyKey: zone, maxSkew: 1}]' | '' | 'zone: a'         | true",
        "Spread        | UPDATE_NODE_LABEL | 'topologySpreadConstraints: [{topologyKey: zone, maxSkew: 1}]' | 'zone: a' | 'zone: b'  | true",
        "Spread        | UPDATE_NODE_LABEL | 'topologySpreadConstraints: [{topologyKey: zone, maxSkew: 1}]' | 'zone: a' | 'zone: a, x: y' | false",
        "Spread        | UPDATE_NODE_TAINT | 'topologySpreadConstraints: [{topologyKey: zone, maxSkew: 1}]' | 'zone: a; taints: [{key: k, effect: NoSchedule}]' | 'zone: a' | true",
        "PodAffinity   | UPDATE_NODE_LABEL | 'affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone}]}}' | 'zone: a' | '' | true",
        "PodAffinity   | UPDATE_NODE_LABEL | 'affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone}]}}' | 'zone: a' | 'zone: a, x: y' | false",
      })
  void whenANodeIsUpdated(
      String plugin, ActionType action, String pod, String before, String after, boolean queue) {
    var event =
        new ClusterEvent<>(
            EventResource.NODE,
            action,
            attributes(before, "cpu: 4, pods: 9"),
            attributes(after, "cpu: 4, pods: 9"));
    assertHint(plugin, pod("p", pod), event, queue);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // requested cpu | allocatable before | after | queue
        "2 | cpu: 1, pods: 9 | cpu: 2, pods: 9               | true",
        "2 | cpu: 1, pods: 9 | 'cpu: 1500m, pods: 9'         | false",
        "2 | cpu: 4, pods: 9 | 'cpu: 4, memory: 1Gi, pods: 9' | false",
        "2 | cpu: 4, pods: 8 | cpu: 4, pods: 9               | true",
        "0 | cpu: 1, pods: 9 | cpu: 4, pods: 9               | false",
      })
  void whenANodeHasMore(String cpu, String before, String after, boolean queue) {
    var event =
        new ClusterEvent<>(
            EventResource.NODE,
            ActionType.UPDATE_NODE_ALLOCATABLE,
            attributes("", before),
            attributes("", after));
    assertHint("Fit", podInfo("p", CPU.formatted(cpu)), event, queue);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // plugin | pod | pod that is deleted | queue
        "Fit    | ''  | nodeName: n                                       | true",
        "Fit    | ''  | ''                                                | false",
        "Ports  | 'containers: [{name: c, ports: [{hostPort: 80}]}]' | 'nodeName: n; containers: [{name: c, ports: [{hostPort: 80}]}]' | true",
        "Ports  | 'containers: [{name: c, ports: [{hostPort: 80}]}]' | 'nodeName: n; containers: [{name: c, ports: [{hostPort: 81}]}]' | false",
        "Ports  | 'containers: [{name: c, ports: [{hostPort: 80}]}]' | 'containers: [{name: c, ports: [{hostPort: 80}]}]' | false",
        "Spread | 'topologySpreadConstraints: [{topologyKey: zone, maxSkew: 1, labelSelector: {matchLabels: {app: web}}}]' | nodeName: n | true",
        "Spread | 'topologySpreadConstraints: [{topologyKey: zone, maxSkew: 1, labelSelector: {matchLabels: {app: db}}}]'  | nodeName: n | false",
        "Spread | 'topologySpreadConstraints: [{topologyKey: zone, maxSkew: 1, labelSelector: {matchLabels: {app: web}}}]' | ''          | false",
        "PodAffinity | 'affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, labelSelector: {matchLabels: {app: web}}}]}}' | nodeName: n | true",
        "PodAffinity | 'affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, labelSelector: {matchLabels: {app: db}}}]}}' | nodeName: n | false",
        "PodAffinity | '' | 'nodeName: n; affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, labelSelector: {matchLabels: {app: web}}}]}}' | true",
        "PodAffinity | '' | nodeName: n | false",
        "Taints | ''  | nodeName: n                                       | false",
      })
  void whenAPodIsDeleted(String plugin, String pod, String deleted, boolean queue) {
    var event = ClusterEvent.deleted(EventResource.POD, pod("gone", deleted));
    assertHint(plugin, pod("p", pod), event, queue);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // plugin | pod | pod that is added | queue
        "PodAffinity | 'affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, labelSelector: {matchLabels: {app: web}}}]}}' | nodeName: n | true",
        "PodAffinity | 'affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, labelSelector: {matchLabels: {app: db}}}]}}' | nodeName: n | false",
        "PodAffinity | 'affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, labelSelector: {matchLabels: {app: web}}}]}}' | '' | false",
        "PodAffinity | 'affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, labelSelector: {matchLabels: {app: web}}, namespaceSelector: {matchLabels: {team: blue}}}]}}' | nodeName: n | true",
        "Spread | 'topologySpreadConstraints: [{topologyKey: zone, maxSkew: 1, labelSelector: {matchLabels: {app: web}}}]' | nodeName: n | true",
        "Fit    | '' | nodeName: n | false",
      })
  void whenAPodIsAdded(String plugin, String pod, String added, boolean queue) {
    var event = ClusterEvent.added(EventResource.POD, pod("new", added));
    assertHint(plugin, pod("p", pod), event, queue);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // plugin | aspect | name and spec of the updated pod before | after | queue
        "Gates         | UPDATE_POD_SCHEDULING_GATES_ELIMINATED | p | 'schedulingGates: [{name: x}]' | ''                                   | true",
        "Gates         | UPDATE_POD_SCHEDULING_GATES_ELIMINATED | q | 'schedulingGates: [{name: x}]' | ''                                   | false",
        "Taints        | UPDATE_POD_TOLERATION | p | '' | 'tolerations: [{operator: Exists}]'               | true",
        "Taints        | UPDATE_POD_TOLERATION | q | '' | 'tolerations: [{operator: Exists}]'               | false",
        "Unschedulable | UPDATE_POD_TOLERATION | p | '' | 'tolerations: [{key: other, operator: Exists}]'   | false",
        "Unschedulable | UPDATE_POD_TOLERATION | p | '' | 'tolerations: [{operator: Exists}]'               | true",
        "Fit           | UPDATE_POD_SCALE_DOWN | p | '' | ''                                                | true",
        "Fit           | UPDATE_POD_SCALE_DOWN | q | 'containers: [{name: c, resources: {requests: {cpu: 2}}}]' | 'containers: [{name: c, resources: {requests: {cpu: 1}}}]' | false",
        "Fit           | UPDATE_POD_SCALE_DOWN | q | 'nodeName: n; containers: [{name: c, resources: {requests: {cpu: 2}}}]' | 'nodeName: n; containers: [{name: c, resources: {requests: {cpu: 1}}}]' | true",
        "Fit           | UPDATE_POD_SCALE_DOWN | q | 'nodeName: n; containers: [{name: c, resources: {requests: {memory: 2}}}]' | 'nodeName: n; containers: [{name: c, resources: {requests: {memory: 1}}}]' | false",
        "PodAffinity   | UPDATE_POD_LABEL      | p | '' | ''                                                | true",
        "PodAffinity   | UPDATE_POD_LABEL      | q | '' | ''                                                | false",
        "Ports         | UPDATE                | p | '' | ''                                                | false",
      })
  void whenAPodIsUpdated(
      String plugin, ActionType action, String name, String before, String after, boolean queue) {
    var event = new ClusterEvent<>(EventResource.POD, action, pod(name, before), pod(name, after));
    assertHint(plugin, podInfo("p", CPU.formatted("1")), event, queue);
  }
}
