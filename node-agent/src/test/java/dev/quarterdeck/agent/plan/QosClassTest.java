package dev.quarterdeck.agent.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QosClassTest {

  private static Pod pod(Map<String, Quantity> requests, Map<String, Quantity> limits) {
    return Facts.pod()
        .editSpec()
        .editFirstContainer()
        .withNewResources()
        .withRequests(requests)
        .withLimits(limits)
        .endResources()
        .endContainer()
        .endSpec()
        .build();
  }

  private static final Map<String, Quantity> BOTH =
      Map.of("cpu", new Quantity("500m"), "memory", new Quantity("64Mi"));

  @Test
  void followsRequestsAndLimits() {
    assertThat(QosClass.of(Facts.pod().build())).isEqualTo(QosClass.BEST_EFFORT);
    assertThat(QosClass.of(pod(BOTH, BOTH))).isEqualTo(QosClass.GUARANTEED);
    assertThat(QosClass.of(pod(Map.of(), BOTH))).isEqualTo(QosClass.GUARANTEED);
    assertThat(QosClass.of(pod(BOTH, Map.of()))).isEqualTo(QosClass.BURSTABLE);
    assertThat(QosClass.of(pod(Map.of("cpu", new Quantity("1")), BOTH)))
        .isEqualTo(QosClass.BURSTABLE);
  }
}
