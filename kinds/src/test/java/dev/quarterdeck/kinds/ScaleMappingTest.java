package dev.quarterdeck.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ScaleMappingTest {

  @Test
  void aDeploymentIsSeenAsAScale() {
    var deployment =
        Trees.yaml(
            """
            metadata: {name: web, namespace: default, uid: u, resourceVersion: "7", labels: {a: b}}
            spec:
              replicas: 3
              selector: {matchLabels: {b: c, a: b}, matchExpressions: [{key: t, operator: In, values: [y, x]}]}
            status: {replicas: 2}
            """);
    assertThat(ScaleMapping.read(deployment).toString())
        .isEqualTo(
            Trees.yaml(
                    """
                    kind: Scale
                    apiVersion: autoscaling/v1
                    metadata: {name: web, namespace: default, uid: u, resourceVersion: "7"}
                    spec: {replicas: 3}
                    status: {replicas: 2, selector: "a=b,b=c,t in (x,y)"}
                    """)
                .toString());
  }

  @Test
  void aScaleChangesReplicasAndNothingElse() {
    var deployment = Trees.yaml("{metadata: {name: web}, spec: {replicas: 3, paused: true}}");
    assertThat(ScaleMapping.write(deployment, Trees.yaml("spec: {replicas: 5}")))
        .isEqualTo(Trees.with(deployment, "/spec/replicas", "5"));
    assertThat(ScaleMapping.write(deployment, Trees.yaml("spec: {}")))
        .isEqualTo(Trees.with(deployment, "/spec/replicas", "0"));
  }

  @Test
  void aReplicationControllersSelectorIsAPlainMap() {
    assertThat(ScaleMapping.selector(Trees.node("{b: c, a: b}"))).isEqualTo("a=b,b=c");
    assertThat(ScaleMapping.selector(Trees.node("{}"))).isEmpty();
  }

  @Test
  void aNegativeScaleIsRefused() {
    var scale = Trees.yaml("{metadata: {name: web}, spec: {replicas: -1}}");
    assertThatThrownBy(() -> ScaleMapping.write(Trees.yaml("{}"), scale))
        .hasMessage(
            "Scale.autoscaling \"web\" is invalid: spec.replicas: Invalid value: -1: must be greater"
                + " than or equal to 0");
  }
}
