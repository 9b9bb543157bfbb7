package dev.quarterdeck.kinds.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Trees;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodBindingTest {

  private static final ObjectNode POD =
      Trees.yaml(
          """
          metadata: {name: a, namespace: default, uid: u1}
          spec: {containers: []}
          status: {phase: Pending, conditions: [{type: PodScheduled, status: "False"}, {type: Other}]}
          """);
  private static final ObjectNode BINDING =
      Trees.yaml("{metadata: {name: a, annotations: {x: y}}, target: {kind: Node, name: n1}}");

  @Test
  void aBindingPutsThePodOnTheNode() {
    assertThat(PodBinding.bind(POD, BINDING, Trees.NOW))
        .isEqualTo(
            Trees.yaml(
                """
                metadata: {name: a, namespace: default, uid: u1, annotations: {x: y}}
                spec: {containers: [], nodeName: n1}
                status:
                  phase: Pending
                  conditions:
                  - {type: Other}
                  - type: PodScheduled
                    status: "True"
                    lastProbeTime: null
                    lastTransitionTime: "2026-01-01T12:00:00Z"
                """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/spec/nodeName|n2|pod a is already assigned to node \"n2\"",
        "/metadata/deletionTimestamp|x|pod a is being deleted, cannot be assigned to a host",
        "/spec/schedulingGates|[{name: g}]|pod a has non-empty .spec.schedulingGates",
      })
  void aPodThatCannotBeBoundIsAConflict(String pointer, String value, String why) {
    assertThatThrownBy(() -> PodBinding.bind(Trees.with(POD, pointer, value), BINDING, Trees.NOW))
        .hasMessage("Operation cannot be fulfilled on pods/binding \"a\": " + why);
  }

  @Test
  void aBindingOfAnotherPodOfTheNameIsAConflict() {
    assertThatThrownBy(
            () -> PodBinding.bind(POD, Trees.with(BINDING, "/metadata/uid", "u2"), Trees.NOW))
        .hasMessageContaining("UID in precondition: u2, UID in object meta: u1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/target/name|-|target.name: Required value",
        "/target/kind|Pod|target.kind: Unsupported value: \"Pod\": supported values: \"Node\", \"<empty>\"",
      })
  void aMalformedBindingIsNamed(String pointer, String value, String error) {
    assertThatThrownBy(() -> PodBinding.bind(POD, Trees.with(BINDING, pointer, value), Trees.NOW))
        .hasMessage("Binding \"a\" is invalid: " + error);
  }
}
