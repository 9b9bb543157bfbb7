package dev.quarterdeck.model.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QosClassTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{containers: [{name: a}]} | BEST_EFFORT",
        "{containers: [{name: a, resources: {requests: {cpu: 0}, limits: {memory: 0}}}]} | BEST_EFFORT",
        "{containers: [{name: a, resources: {requests: {ephemeral-storage: 1Gi}}}]} | BEST_EFFORT",
        "{containers: [{name: a, resources: {requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 1000m, memory: 1024Mi}}}]} | GUARANTEED",
        "{containers: [{name: a, resources: {requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 2, memory: 1Gi}}}]} | BURSTABLE",
        "{containers: [{name: a, resources: {requests: {cpu: 1}, limits: {cpu: 1}}}]} | BURSTABLE",
        "{containers: [{name: a, resources: {limits: {cpu: 1, memory: 1Gi}}}]} | BURSTABLE",
        "{containers: [{name: a, resources: {requests: {cpu: 1, memory: 1Gi}}}]} | BURSTABLE",
        "{containers: [{name: a, resources: {requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 1, memory: 1Gi}}}, {name: b}]} | BURSTABLE",
        "{initContainers: [{name: i}], containers: [{name: a, resources: {requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 1, memory: 1Gi}}}]} | BURSTABLE",
        "{resources: {requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 1, memory: 1Gi}}, containers: [{name: a}]} | GUARANTEED",
        "{resources: {requests: {cpu: 1}}, containers: [{name: a, resources: {requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 1, memory: 1Gi}}}]} | BURSTABLE",
      })
  void followsFromRequestsAndLimitsOfCpuAndMemory(String spec, QosClass expected) {
    assertThat(QosClass.of(Parsed.spec(spec))).isEqualTo(expected);
  }

  @Test
  void theClassInTheStatusIsTheOneThatCounts() {
    var pod = Parsed.pod("{containers: [{name: a}]}", "{qosClass: Burstable}");
    assertThat(QosClass.of(pod)).isEqualTo(QosClass.BURSTABLE);
    assertThat(QosClass.of(Parsed.pod("{containers: [{name: a}]}", "{}")))
        .isEqualTo(QosClass.BEST_EFFORT);
  }
}
