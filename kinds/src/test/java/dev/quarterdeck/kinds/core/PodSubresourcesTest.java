package dev.quarterdeck.kinds.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Strategy;
import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.kinds.builtin.Examples;
import dev.quarterdeck.model.FieldError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code pods/ephemeralcontainers} and {@code pods/resize} may change. */
class PodSubresourcesTest {

  private static final Strategy STRATEGY = Examples.strategy("Pod");
  private static final WriteContext EPHEMERAL =
      new WriteContext("ephemeralcontainers", "me", Trees.NOW);
  private static final WriteContext RESIZE = new WriteContext("resize", "me", Trees.NOW);

  private static final ObjectNode POD =
      Trees.created(
          STRATEGY,
          Trees.yaml(
              """
              metadata: {name: p, namespace: default, labels: {a: b}}
              spec:
                containers:
                - name: main
                  image: a
                  resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 128Mi}}
                - name: side
                  image: a
                initContainers:
                - {name: first, image: a, resources: {requests: {cpu: 1}}}
                - {name: sidecar, image: a, restartPolicy: Always}
              """));

  private static ObjectNode debugged() {
    var pod = Trees.with(POD, "/spec/ephemeralContainers", "[{name: debug, image: busybox}]");
    STRATEGY.applyDefaults(pod);
    return pod;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{name: two, image: a}|",
        "{name: two, image: a, targetContainerName: main}|",
        "{name: two, image: a, targetContainerName: nope}|spec.ephemeralContainers[1].targetContainerName:"
            + " Not found: \"nope\"",
        "{name: main, image: a}|spec.ephemeralContainers[1].name: Duplicate value: \"main\"",
        "{name: A, image: a}|spec.ephemeralContainers[1].name: Invalid value: \"A\": a lowercase RFC"
            + " 1123 label must consist of lower case alphanumeric characters or '-', and must start"
            + " and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for"
            + " validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
        "{name: two}|spec.ephemeralContainers[1].image: Required value",
        "{name: two, image: a, ports: [{containerPort: 80}]}|spec.ephemeralContainers[1].ports:"
            + " Forbidden: cannot be set for an Ephemeral Container",
        "{name: two, image: a, resources: {limits: {cpu: 1}}}|spec.ephemeralContainers[1].resources:"
            + " Forbidden: cannot be set for an Ephemeral Container",
        "{name: two, image: a, restartPolicy: Always}|spec.ephemeralContainers[1].restartPolicy:"
            + " Forbidden: cannot be set for an Ephemeral Container"
      })
  void aContainerToDebugWithMayBeAdded(String container, String error) {
    var updated = Trees.with(debugged(), "/spec/ephemeralContainers/1", container);
    assertThat(Trees.updateErrors(STRATEGY, debugged(), updated, EPHEMERAL))
        .extracting(FieldError::toString)
        .containsExactly(error == null ? new String[0] : new String[] {error});
  }

  @Test
  void oneThatIsThereStaysAsItIs() {
    var changed = Trees.with(debugged(), "/spec/ephemeralContainers/0/image", "other");
    assertThat(Trees.updateErrors(STRATEGY, debugged(), changed, EPHEMERAL))
        .extracting(FieldError::toString)
        .containsExactly(
            "spec.ephemeralContainers: Forbidden: existing ephemeral containers \"debug\" may not be"
                + " changed");
    var removed = Trees.with(debugged(), "/spec/ephemeralContainers", "[]");
    assertThat(Trees.updateErrors(STRATEGY, debugged(), removed, EPHEMERAL)).hasSize(1);
  }

  @Test
  void nothingElseOfThePodChangesOnTheWay() {
    var updated = Trees.with(debugged(), "/metadata/labels", "{c: d}");
    STRATEGY.prepareForUpdate(updated, POD, EPHEMERAL);
    assertThat(updated.at("/metadata/labels")).isEqualTo(POD.at("/metadata/labels"));
    var resized = Trees.with(POD, "/spec/containers/0/image", "other");
    STRATEGY.prepareForUpdate(resized, POD, RESIZE);
    assertThat(resized).isEqualTo(POD);
  }

  @Test
  void aNewPodHasNone() {
    assertThat(STRATEGY.validateCreate(debugged(), Trees.PLAIN))
        .extracting(FieldError::toString)
        .containsExactly("spec.ephemeralContainers: Forbidden: cannot be set on create");
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/spec/containers/0/resources/requests/cpu|200m|",
        "/spec/containers/0/resources/limits/memory|256Mi|",
        "/spec/initContainers/0/resources/requests/cpu|2|",
        "/spec/resources|{requests: {cpu: 3}}|",
        "/spec/containers/0/resizePolicy|[{resourceName: cpu, restartPolicy: RestartContainer}]"
            + "|spec: Forbidden: only cpu and memory resources are mutable",
        "/spec/resources|{requests: {cpu: 3, hugepages-2Mi: 2Mi}, limits: {hugepages-2Mi: 2Mi}}"
            + "|spec: Forbidden: only cpu and memory resources are mutable at pod-level",
        "/spec/containers/1/resources|{requests: {cpu: 1m}}|",
        "/spec/initContainers/1/resources|{requests: {cpu: 1m}}|",
        "/spec/containers/0/resources|{requests: {memory: 64Mi}, limits: {memory: 128Mi}}"
            + "|spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed",
        "/spec/containers/0/resources|{requests: {cpu: 100m, memory: 64Mi}}"
            + "|spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed",
        "/spec/containers/0/resources/requests/ephemeral-storage|1Gi"
            + "|spec: Forbidden: only cpu and memory resources are mutable",
        "/spec/initContainers/1/resources|{requests: {ephemeral-storage: 1}}|spec.initContainers[1]:"
            + " Forbidden: only cpu and memory resources for init or sidecar containers are mutable",
        "/spec/containers/1/name|other|spec.containers[1].name: Forbidden: containers may not be"
            + " renamed or reordered on resize",
        "/spec/containers/2|{name: b, image: b}|spec.containers: Forbidden: containers may not be added"
            + " or removed on resize",
        "/spec/containers/0/resources/requests/memory|1Gi|spec.containers[0].resources.requests: Invalid"
            + " value: \"1Gi\": must be less than or equal to memory limit of 128Mi"
      })
  void aResizeChangesCpuAndMemory(String pointer, String value, String error) {
    assertThat(Trees.updateErrors(STRATEGY, POD, Trees.with(POD, pointer, value), RESIZE))
        .extracting(FieldError::toString)
        .containsExactly(error == null ? new String[0] : new String[] {error});
  }

  @Test
  void aResizeKeepsThePodsClass() {
    var best =
        Trees.created(
            STRATEGY,
            Trees.yaml(
                "{metadata: {name: p, namespace: default}, spec: {containers: [{name: main, image:"
                    + " a}]}}"));
    var burstable = Trees.with(best, "/spec/containers/0/resources", "{requests: {cpu: 1}}");
    assertThat(Trees.updateErrors(STRATEGY, best, burstable, RESIZE))
        .extracting(FieldError::toString)
        .containsExactly(
            "spec: Invalid value: \"BestEffort\": Pod QOS Class may not change as a result of"
                + " resizing");
  }

  @Test
  void thePodOfAFileIsNotChangedHere() {
    var mirror = Trees.with(POD, "/metadata/annotations", "{kubernetes.io/config.mirror: x}");
    var resized = Trees.with(mirror, "/spec/containers/0/resources/requests/cpu", "200m");
    assertThat(Trees.updateErrors(STRATEGY, mirror, resized, RESIZE))
        .extracting(FieldError::detail)
        .containsExactly("static pods cannot be resized");
  }
}
