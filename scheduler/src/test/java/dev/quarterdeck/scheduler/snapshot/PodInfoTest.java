package dev.quarterdeck.scheduler.snapshot;

import static dev.quarterdeck.scheduler.Specimens.pod;
import static dev.quarterdeck.scheduler.Specimens.podInfo;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodInfoTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "containers: [{name: a, resources: {requests: {cpu: 1}}}, {name: b, resources: {requests: {cpu: 2}}}] | 3000",
        "containers: [{name: a, resources: {limits: {cpu: 1500m}}}] | 1500",
        "{initContainers: [{name: i, resources: {requests: {cpu: 5}}}], containers: [{name: a, resources: {requests: {cpu: 1}}}]} | 5000",
        "{initContainers: [{name: i, resources: {requests: {cpu: 1}}}], containers: [{name: a, resources: {requests: {cpu: 3}}}]} | 3000",
        "{initContainers: [{name: s, restartPolicy: Always, resources: {requests: {cpu: 2}}}], containers: [{name: a, resources: {requests: {cpu: 3}}}]} | 5000",
        "{initContainers: [{name: s, restartPolicy: Always, resources: {requests: {cpu: 2}}}, {name: i, resources: {requests: {cpu: 4}}}], containers: [{name: a, resources: {requests: {cpu: 3}}}]} | 6000",
        "{overhead: {cpu: 250m}, containers: [{name: a, resources: {requests: {cpu: 1}}}]} | 1250",
        "{resources: {requests: {cpu: 7}}, containers: [{name: a, resources: {requests: {cpu: 1}}}]} | 7000",
      })
  void asksForWhatItNeedsAtItsWorst(String spec, long milliCpu) {
    var text = spec.startsWith("{") ? spec.substring(1, spec.length() - 1) : spec;
    assertThat(podInfo("p", lines(text)).requests().milliCpu()).isEqualTo(milliCpu);
  }

  /** Splits the fields of a flow mapping, so that they read as block YAML. */
  private static String lines(String text) {
    return text.replace(", containers:", "\ncontainers:");
  }

  @Test
  void statusMakesNoDifferenceButTheSpecDoes() {
    var before = pod("p", "");
    var after = pod("p", "");
    after.getMetadata().setResourceVersion("9");
    assertThat(PodInfo.of(after)).isEqualTo(PodInfo.of(before));
    after.getSpec().setPriority(5);
    assertThat(PodInfo.of(after)).isNotEqualTo(PodInfo.of(before));
  }
}
