package dev.quarterdeck.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.model.GroupVersionResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pods get that depends on nothing, on their class or on their namespace. */
class PodPluginsTest {

  private static final ResourceType PODS = Requests.core("pods");
  private static final GroupVersionResource CLASSES =
      new GroupVersionResource("scheduling.k8s.io", "v1", "priorityclasses");

  private final KnownObjects known = new KnownObjects();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | not-ready unreachable",
        "{tolerations: [{key: foo, operator: Exists}]} | foo not-ready unreachable",
        "{tolerations: [{operator: Exists}]} | *",
        "{tolerations: [{key: node.kubernetes.io/not-ready, effect: NoExecute}]} | not-ready unreachable",
        "{tolerations: [{key: node.kubernetes.io/not-ready, effect: NoSchedule}]} | not-ready not-ready unreachable",
      })
  void aPodToleratesANodesAbsenceWhenItIsMadeAndWhenItsTolerationsAreReplaced(
      String spec, String keys) {
    for (var operation : new Operation[] {Operation.CREATE, Operation.UPDATE}) {
      var pod = Trees.yaml("spec: " + spec);
      new DefaultTolerations().mutate(Requests.of(operation, PODS, "", pod, null));
      var has =
          pod.at("/spec/tolerations")
              .valueStream()
              .map(t -> t.path("key").asText("*").replaceFirst("node.kubernetes.io/", ""))
              .toList();
      assertThat(String.join(" ", has)).as("%s", operation).isEqualTo(keys);
      assertThat(Trees.yaml(pod.toString())).as("numbers are as they are read").isEqualTo(pod);
    }
  }

  private void priority(String name, long value, String rest) {
    known.with(CLASSES, "{metadata: {name: %s}, value: %d%s}".formatted(name, value, rest));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | {priority: 5, priorityClassName: low, preemptionPolicy: PreemptLowerPriority}",
        "{priorityClassName: high} | {priority: 7, priorityClassName: high, preemptionPolicy: Never}",
        "{priorityClassName: high, preemptionPolicy: Never} | {priority: 7, priorityClassName: high, preemptionPolicy: Never}",
        "{priorityClassName: system-node-critical} | {priority: 2000001000, priorityClassName: system-node-critical, preemptionPolicy: PreemptLowerPriority}",
      })
  void aPodHasItsClassesPriority(String spec, String filled) {
    priority("high", 7, ", preemptionPolicy: Never");
    priority("low", 5, ", globalDefault: true");
    priority("other", 6, ", globalDefault: true");
    var pod = Trees.yaml("spec: " + spec);
    new PodPriority(known).mutate(Requests.create(PODS, pod));
    assertThat(pod.path("spec")).isEqualTo(Trees.yaml(filled));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{priorityClassName: none} | no PriorityClass with name none was found",
        "{priorityClassName: high, priority: 8} | the integer value of priority (8) must not be provided in pod spec; priority admission controller computed 7 from the given PriorityClass name",
        "{priorityClassName: high, preemptionPolicy: PreemptLowerPriority} | the string value of PreemptionPolicy (PreemptLowerPriority) must not be provided in pod spec; priority admission controller computed Never from the given PriorityClass name",
      })
  void aPodThatSaysOtherwiseThanItsClassIsRefused(String spec, String why) {
    priority("high", 7, ", preemptionPolicy: Never");
    var pod = Trees.yaml("spec: " + spec);
    assertThatThrownBy(() -> new PodPriority(known).mutate(Requests.create(PODS, pod)))
        .hasMessage("pods \"x\" is forbidden: " + why);
  }

  @Test
  void whoReplacesAPodMayLeaveOutItsPriority() {
    var pod = Trees.yaml("spec: {priorityClassName: high}");
    var old = Trees.yaml("spec: {priorityClassName: high, priority: 7, preemptionPolicy: Never}");
    new PodPriority(known).mutate(Requests.update(PODS, pod, old));
    assertThat(pod).isEqualTo(old);
  }

  @Test
  void oneClassIsTheDefault() {
    priority("low", 5, ", globalDefault: true");
    var plugin = new PodPriority(known);
    var type = Requests.kind("PriorityClass");
    var x = Trees.yaml("{metadata: {name: x}, globalDefault: true}");
    assertThatThrownBy(() -> plugin.validate(Requests.create(type, x)))
        .hasMessage(
            "priorityclasses.scheduling.k8s.io \"x\" is forbidden: PriorityClass low is already"
                + " marked as default. Only one default can exist");
    plugin.validate(Requests.create(type, Trees.yaml("metadata: {name: x}")));
    priority("low", 5, "");
    priority("x", 6, ", globalDefault: true");
    plugin.validate(Requests.update(type, x, x));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CREATE | Active      | ",
        "UPDATE | Active      | ",
        "CREATE | Terminating | pods \"x\" is forbidden: unable to create new content in namespace default because it is being terminated",
        "UPDATE | Terminating | ",
        "DELETE | Terminating | ",
        "CREATE |             | namespaces \"default\" not found",
        "UPDATE |             | namespaces \"default\" not found",
        "DELETE |             | ",
      })
  void onlyNamespacesThatAreThereAreWrittenIn(Operation operation, String phase, String refusal) {
    if (phase != null) {
      known.with("namespaces", "{metadata: {name: default}, status: {phase: " + phase + "}}");
    }
    var pod = Trees.yaml("{metadata: {name: x}}");
    var request = Requests.of(operation, PODS, "", pod, pod);
    if (refusal == null) {
      new NamespaceLifecycle(known).mutate(request);
    } else {
      assertThatThrownBy(() -> new NamespaceLifecycle(known).mutate(request)).hasMessage(refusal);
    }
    var review = Requests.kind("LocalSubjectAccessReview");
    new NamespaceLifecycle(known).mutate(Requests.of(operation, review, "", pod, null));
  }
}
