package dev.quarterdeck.controllers.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controllers.pod.Pods;
import dev.quarterdeck.model.Json;
import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointPort;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.EndpointSubsetBuilder;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointsPlanTest {

  private static ServiceBuilder service() {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName("web")
        .addToLabels("team", "a")
        .endMetadata()
        .withNewSpec()
        .withClusterIP("10.96.0.10")
        .withIpFamilies("IPv4")
        .addToSelector("app", "web")
        .addNewPort()
        .withName("http")
        .withPort(80)
        .withTargetPort(new IntOrString("http"))
        .endPort()
        .endSpec();
  }

  private static Pod unready(int number) {
    return Pods.serving(number).editStatus().withConditions(List.of()).endStatus().build();
  }

  private static Pod terminating(int number) {
    return Pods.serving(number)
        .editMetadata()
        .withDeletionTimestamp("2026-01-01T00:00:01Z")
        .endMetadata()
        .build();
  }

  private static Endpoints next(Service service, Pod... pods) {
    return EndpointsPlan.next(service, List.of(pods), Optional.empty()).orElseThrow();
  }

  /** Such as {@code 10.0.0.1,!10.0.0.2:http/80}: an address that is not ready has a mark. */
  private static String text(List<EndpointSubset> subsets) {
    return subsets.stream().map(EndpointsPlanTest::text).collect(Collectors.joining(" "));
  }

  private static String text(EndpointSubset subset) {
    var ready = subset.getAddresses().stream().map(EndpointAddress::getIp);
    var others = subset.getNotReadyAddresses().stream().map(address -> "!" + address.getIp());
    var ports = subset.getPorts().stream().map(port -> port.getName() + "/" + port.getPort());
    return Stream.concat(ready, others).collect(Collectors.joining(","))
        + ports.collect(Collectors.joining(",", ":", ""));
  }

  @Test
  void namesReadyAndOtherPodsWithNodeAndTarget() {
    var endpoints =
        next(service().build(), Pods.serving(2).build(), unready(1), Pods.serving(3).build());
    assertThat(text(endpoints.getSubsets()))
        .isEqualTo("10.244.0.2,10.244.0.3,!10.244.0.1:http/8080");
    var address = endpoints.getSubsets().getFirst().getAddresses().getFirst();
    assertThat(address.getNodeName()).isEqualTo("node-2");
    assertThat(address.getTargetRef().getKind()).isEqualTo("Pod");
    assertThat(address.getTargetRef().getName()).isEqualTo("p2");
    assertThat(endpoints.getMetadata().getName()).isEqualTo("web");
    assertThat(endpoints.getMetadata().getLabels())
        .isEqualTo(
            Map.of("team", "a", "endpoints.kubernetes.io/managed-by", "endpoint-controller"));
  }

  @Test
  void leavesOutPodsThatEndUnlessAllAreToBePublished() {
    assertThat(text(next(service().build(), terminating(1)).getSubsets())).isEmpty();
    var all = service().editSpec().withPublishNotReadyAddresses(true).endSpec().build();
    assertThat(text(next(all, terminating(1), unready(2)).getSubsets()))
        .isEqualTo("10.244.0.1,10.244.0.2:http/8080");
  }

  @Test
  void aServiceThatSelectsNoPodHasEndpointsWithoutSubsets() {
    var endpoints = next(service().build());
    assertThat(endpoints.getSubsets()).isEmpty();
    assertThat(EndpointsPlan.next(service().build(), List.of(), Optional.of(endpoints))).isEmpty();
  }

  @Test
  void aHeadlessServiceWithoutPortsHasAddressesOnly() {
    var headless =
        service().editSpec().withClusterIP("None").withPorts(List.of()).endSpec().build();
    var endpoints = next(headless, Pods.serving(1).build());
    assertThat(text(endpoints.getSubsets())).isEqualTo("10.244.0.1:");
    assertThat(endpoints.getMetadata().getLabels())
        .containsEntry("service.kubernetes.io/headless", "");
  }

  @Test
  void whatIsThereAlreadyIsNotWrittenWhateverItsOrder() {
    var pods = List.of(Pods.serving(1).build(), Pods.serving(2).build());
    var written = EndpointsPlan.next(service().build(), pods, Optional.empty()).orElseThrow();
    var shuffled =
        new EndpointsBuilder(written)
            .withSubsets(
                new EndpointSubsetBuilder(written.getSubsets().getFirst())
                    .withAddresses(written.getSubsets().getFirst().getAddresses().reversed())
                    .build())
            .build();
    assertThat(EndpointsPlan.next(service().build(), pods, Optional.of(shuffled))).isEmpty();
    assertThat(EndpointsPlan.next(service().build(), pods.subList(0, 1), Optional.of(shuffled)))
        .isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // subsets as written | in their canonical form
        "a:x/1 b:x/1          | a,b:x/1",
        "a:x/1 a:y/2          | a:x/1,y/2",
        "a:x/1 b:x/1 b:y/2    | a,b:x/1 b:y/2",
        "!a:x/1 b:x/1         | b,!a:x/1",
        "!a:x/1 a:x/1         | a:x/1",
        "b:y/2 a:x/1          | a:x/1 b:y/2",
      })
  void portsWithTheSameAddressesShareASubset(String written, String canonical) {
    var subsets = List.of(written.split(" ")).stream().map(EndpointsPlanTest::subset).toList();
    assertThat(text(EndpointSubsets.canonical(subsets))).isEqualTo(canonical);
  }

  private static EndpointSubset subset(String text) {
    var parts = text.split("[:/]");
    var ready = !parts[0].startsWith("!");
    var address = new EndpointAddress();
    address.setIp(parts[0].replace("!", ""));
    var port = new EndpointPort(null, parts[1], Integer.parseInt(parts[2]), "TCP");
    var subset = new EndpointSubsetBuilder().withPorts(port);
    return ready
        ? subset.withAddresses(address).build()
        : subset.withNotReadyAddresses(address).build();
  }

  @ParameterizedTest
  @CsvSource({"1000,0,1000,0,", "1200,100,1000,0,truncated", "900,300,900,100,truncated"})
  void anObjectHoldsAThousandAddressesReadyOnesFirst(
      int ready, int others, int keptReady, int keptOthers, String annotation) {
    var pods =
        IntStream.range(0, ready + others)
            .mapToObj(i -> i < ready ? Pods.serving(i) : new PodBuilder(unready(i)))
            .toList();
    for (var i = 0; i < pods.size(); i++) {
      pods.get(i).editStatus().withPodIP("10.1.%d.%d".formatted(i / 250, i % 250)).endStatus();
    }
    var built = pods.stream().map(PodBuilder::build).toList();
    var endpoints = EndpointsPlan.next(service().build(), built, Optional.empty()).orElseThrow();
    var subset = endpoints.getSubsets().getFirst();
    assertThat(subset.getAddresses()).hasSize(keptReady);
    assertThat(subset.getNotReadyAddresses()).hasSize(keptOthers);
    assertThat(
            endpoints.getMetadata().getAnnotations().get("endpoints.kubernetes.io/over-capacity"))
        .isEqualTo(annotation);
    assertThat(Json.mapper().valueToTree(endpoints).path("kind").asText()).isEqualTo("Endpoints");
  }
}
