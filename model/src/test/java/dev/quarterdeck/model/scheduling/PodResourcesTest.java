package dev.quarterdeck.model.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodResourcesTest {

  private static final String ONE_CORE = "{name: a, resources: {requests: {cpu: 1}}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // spec | milli cpu
        "{containers: [{name: a}]}                                                                          | 0",
        "{containers: [{name: a, resources: {requests: {cpu: 1}}}, {name: b, resources: {requests: {cpu: 2}}}]} | 3000",
        "{containers: [{name: a, resources: {requests: {cpu: 1500u}}}]}                                     | 2",
        "{containers: [{name: a, resources: {limits: {cpu: 1500m}}}]}                                       | 0",
        "{initContainers: [{name: i, resources: {requests: {cpu: 5}}}], containers: [{name: a, resources: {requests: {cpu: 1}}}]} | 5000",
        "{initContainers: [{name: i, resources: {requests: {cpu: 1}}}], containers: [{name: a, resources: {requests: {cpu: 3}}}]} | 3000",
        "{initContainers: [{name: s, restartPolicy: Always, resources: {requests: {cpu: 2}}}], containers: [{name: a, resources: {requests: {cpu: 3}}}]} | 5000",
        "{initContainers: [{name: s, restartPolicy: Always, resources: {requests: {cpu: 2}}}, {name: i, resources: {requests: {cpu: 4}}}], containers: [{name: a, resources: {requests: {cpu: 3}}}]} | 6000",
        "{initContainers: [{name: i, resources: {requests: {cpu: 4}}}, {name: s, restartPolicy: Always, resources: {requests: {cpu: 2}}}], containers: [{name: a, resources: {requests: {cpu: 1}}}]} | 4000",
        "{overhead: {cpu: 250m}, containers: [{name: a, resources: {requests: {cpu: 1}}}]}                  | 1250",
        "{resources: {requests: {cpu: 7}}, containers: [{name: a, resources: {requests: {cpu: 1}}}]}        | 7000",
        "{resources: {requests: {memory: 1Gi}}, containers: [{name: a, resources: {requests: {cpu: 1}}}]}   | 1000",
        "{resources: {requests: {cpu: 2}}, overhead: {cpu: 100m}, containers: [{name: a}]}                  | 2100",
      })
  void requestsAreThoseOfTheWorstMoment(String spec, long milliCpu) {
    assertThat(PodResources.requests(Parsed.spec(spec)).milliCpu()).isEqualTo(milliCpu);
    assertThat(PodResources.requests(Parsed.pod(spec, "{}")).milliCpu()).isEqualTo(milliCpu);
  }

  @Test
  void everyKindOfResourceIsCountedInItsUnit() {
    var spec =
        Parsed.spec(
            "{resources: {requests: {hugepages-2Mi: 8Mi}}, containers: [{name: a, resources:"
                + " {requests: {cpu: 1, memory: 1Ki, ephemeral-storage: 2Ki, example.com/gpu: 3,"
                + " hugepages-2Mi: 2Mi, unknown: 4}}}]}");
    assertThat(PodResources.requests(spec))
        .isEqualTo(
            new ResourceAmounts(
                1000, 1024, 2048, Map.of("example.com/gpu", 3L, "hugepages-2Mi", 8L << 20)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // spec | milli cpu | MiB of memory
        "{containers: [{name: a}, {name: b}]}                                              | 200  | 400",
        "{containers: [{name: a, resources: {requests: {cpu: 1}}}, {name: b}]}             | 1100 | 400",
        "{containers: [{name: a, resources: {requests: {cpu: 0, memory: 0}}}]}             | 0    | 0",
        "{overhead: {cpu: 50m}, containers: [{name: a}]}                                   | 150  | 200",
        "{initContainers: [{name: i}], containers: [{name: a, resources: {requests: {cpu: 1, memory: 1Mi}}}]} | 1000 | 200",
        "{resources: {requests: {cpu: 2}}, containers: [{name: a}]}                        | 2000 | 200",
        "{resources: {requests: {cpu: 2}}, containers: [{name: a, resources: {requests: {memory: 5Mi}}}, {name: b}]} | 2000 | 5",
      })
  void scoresAssumeALittleForWhatIsNotSaid(String spec, long milliCpu, long mebibytes) {
    var assumed = PodResources.nonZeroRequests(Parsed.pod(spec, "{}"));
    assertThat(assumed.milliCpu()).isEqualTo(milliCpu);
    assertThat(assumed.memory()).isEqualTo(mebibytes << 20);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // resources in effect and allocated, of a container that wants 1 core | milli cpu
        "{resources: {requests: {cpu: 2}}, allocatedResources: {cpu: 1}}      | 2000",
        "{resources: {requests: {cpu: 500m}}, allocatedResources: {cpu: 3}}   | 3000",
        "{resources: {requests: {cpu: 500m}}, allocatedResources: {cpu: 600m}} | 1000",
        "{resources: {requests: {cpu: 500m}}}                                 | 1000",
        "{allocatedResources: {cpu: 3}}                                       | 1000",
      })
  void duringAResizeTheLargestCounts(String reported, long milliCpu) {
    var status = "{containerStatuses: [%s]}".formatted(reported.replaceFirst("\\{", "{name: a, "));
    var pod = Parsed.pod("{containers: [%s]}".formatted(ONE_CORE), status);
    assertThat(PodResources.requests(pod).milliCpu()).isEqualTo(milliCpu);
  }

  @Test
  void whatANodeCanNeverOfferDoesNotCount() {
    var pod =
        Parsed.pod(
            "{containers: [%s]}".formatted(ONE_CORE),
            "{conditions: [{type: PodResizePending, status: 'True', reason: Infeasible}],"
                + " containerStatuses: [{name: a, resources: {requests: {cpu: 200m}},"
                + " allocatedResources: {cpu: 300m}}]}");
    assertThat(PodResources.requests(pod).milliCpu()).isEqualTo(300);
    assertThat(PodResources.requests(pod.getSpec()).milliCpu()).isEqualTo(1000);
  }

  @Test
  void sidecarsAndThePodItselfAreResizedButInitContainersAreNot() {
    var status =
        "{initContainerStatuses: [{name: s, resources: {requests: {cpu: 3}}}, {name: i, resources:"
            + " {requests: {cpu: 9}}}], resources: {requests: {cpu: 8}}, allocatedResources: {cpu:"
            + " 7}}";
    var spec =
        "{initContainers: [{name: s, restartPolicy: Always, resources: {requests: {cpu: 1}}},"
            + " {name: i, resources: {requests: {cpu: 2}}}], containers: [%s]%s}";
    assertThat(PodResources.requests(Parsed.pod(spec.formatted(ONE_CORE, ""), status)).milliCpu())
        .isEqualTo(5000);
    var own = ", resources: {requests: {cpu: 6}}";
    assertThat(PodResources.requests(Parsed.pod(spec.formatted(ONE_CORE, own), status)).milliCpu())
        .isEqualTo(8000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // spec | milli cpu, 0 for no bound
        "{containers: [{name: a, resources: {limits: {cpu: 1}}}, {name: b, resources: {limits: {cpu: 2}}}]} | 3000",
        "{containers: [{name: a, resources: {limits: {cpu: 1}}}, {name: b}]}                                | 0",
        "{initContainers: [{name: i}], containers: [{name: a, resources: {limits: {cpu: 1}}}]}              | 0",
        "{initContainers: [{name: i, resources: {limits: {cpu: 4}}}], containers: [{name: a, resources: {limits: {cpu: 1}}}]} | 4000",
        "{initContainers: [{name: s, restartPolicy: Always, resources: {limits: {cpu: 2}}}], containers: [{name: a, resources: {limits: {cpu: 1}}}]} | 3000",
        "{resources: {limits: {cpu: 5}}, containers: [{name: a}]}                                           | 5000",
        "{overhead: {cpu: 100m}, containers: [{name: a, resources: {limits: {cpu: 1}}}]}                    | 1100",
        "{overhead: {cpu: 100m}, containers: [{name: a}]}                                                   | 0",
      })
  void aPodIsBoundedWhenAllItsContainersAre(String spec, long milliCpu) {
    assertThat(PodResources.limits(Parsed.spec(spec)).milliCpu()).isEqualTo(milliCpu);
    assertThat(PodResources.limits(Parsed.spec(spec)).memory()).isZero();
  }
}
