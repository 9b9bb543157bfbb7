package dev.quarterdeck.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import org.junit.jupiter.api.Test;

class StatusPatchTest {

  @Test
  void saysWhatIsGoneAndReplacesKeyedLists() {
    var status =
        new PodStatusBuilder()
            .withPhase("Running")
            .addNewPodIP("10.0.0.1")
            .addNewCondition()
            .withType("Ready")
            .withStatus("True")
            .endCondition()
            .build();
    var patch = StatusPatch.of("uid-1", status);
    assertThat(patch.at("/metadata/uid").asText()).isEqualTo("uid-1");
    assertThat(patch.at("/status/podIPs/0/$patch").asText()).isEqualTo("replace");
    assertThat(patch.at("/status/podIPs/1/ip").asText()).isEqualTo("10.0.0.1");
    assertThat(patch.at("/status/hostIPs").isNull()).isTrue();
    assertThat(patch.at("/status/reason").isNull()).isTrue();
    assertThat(patch.at("/status/conditions/0/message").isNull()).isTrue();
    assertThat(patch.at("/status/conditions/0/status").asText()).isEqualTo("True");
  }
}
