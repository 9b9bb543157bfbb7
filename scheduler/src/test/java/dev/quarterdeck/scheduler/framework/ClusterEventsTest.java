package dev.quarterdeck.scheduler.framework;

import static dev.quarterdeck.scheduler.TestObjects.node;
import static dev.quarterdeck.scheduler.TestObjects.podInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.snapshot.NodeAttributes;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterEventsTest {

  private static List<ActionType> actions(String names) {
    return names.isEmpty()
        ? List.of()
        : Arrays.stream(names.split(" ")).map(ActionType::valueOf).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // labels | spec | allocatable of a node that had a label, a taint and 4 cores | events
        "a: b  | taints: [{key: k, effect: NoSchedule}]                      | cpu: 4, pods: 9 | ''",
        "a: c  | taints: [{key: k, effect: NoSchedule}]                      | cpu: 4, pods: 9 | UPDATE_NODE_LABEL",
        "a: b  | ''                                                          | cpu: 4, pods: 9 | UPDATE_NODE_TAINT",
        "a: b  | 'taints: [{key: k, effect: NoSchedule}], unschedulable: true' | cpu: 4, pods: 9 | ''",
        "a: b  | taints: [{key: k, effect: NoSchedule}]                      | cpu: 2, pods: 9 | UPDATE_NODE_ALLOCATABLE",
        "a: b  | taints: [{key: k, effect: NoSchedule}]                      | cpu: 4, pods: 8 | UPDATE_NODE_ALLOCATABLE",
        "a: c  | ''                                                          | cpu: 8, pods: 9 | UPDATE_NODE_ALLOCATABLE UPDATE_NODE_LABEL UPDATE_NODE_TAINT",
      })
  void anUpdateOfANodeIsOneEventForEachAspect(
      String labels, String spec, String allocatable, String expected) {
    var before =
        NodeAttributes.of(
            node("n", "a: b", "taints: [{key: k, effect: NoSchedule}]", "cpu: 4, pods: 9"));
    var after = NodeAttributes.of(node("n", labels, spec, allocatable));
    assertThat(ClusterEvents.ofUpdate(before, after))
        .extracting(ClusterEvent::action)
        .isEqualTo(actions(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "containers: [{name: c, resources: {requests: {cpu: 2}}}]                                    | UPDATE",
        "'containers: [{name: c, resources: {requests: {cpu: 1}}}]'                                  | UPDATE_POD_SCALE_DOWN",
        "'{priority: 1, containers: [{name: c, resources: {requests: {cpu: 2}}}]}'                   | UPDATE",
        "'{tolerations: [{operator: Exists}], containers: [{name: c, resources: {requests: {cpu: 2}}}]}' | UPDATE_POD_TOLERATION",
      })
  void anUpdateOfAPodIsOneEventForEachAspectOrAGeneralOne(String spec, String expected) {
    var before = podInfo("p", "containers: [{name: c, resources: {requests: {cpu: 2}}}]");
    var text = spec.startsWith("{") ? spec.substring(1, spec.length() - 1) : spec;
    var after = podInfo("p", text.replace(", containers:", "\ncontainers:"));
    assertThat(ClusterEvents.ofUpdate(before, after))
        .extracting(ClusterEvent::action)
        .isEqualTo(actions(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "schedulingGates: [{name: b}] | UPDATE",
        "''                           | UPDATE_POD_SCHEDULING_GATES_ELIMINATED",
      })
  void onlyTheLastGateIsAnEvent(String spec, String expected) {
    var before = podInfo("p", "schedulingGates: [{name: a}, {name: b}]");
    assertThat(ClusterEvents.ofUpdate(before, podInfo("p", spec)))
        .extracting(ClusterEvent::action)
        .isEqualTo(actions(expected));
  }
}
