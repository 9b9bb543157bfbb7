package dev.quarterdeck.controllers.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controllers.endpointslice.EndpointSlicePlan.Action;
import dev.quarterdeck.controllers.pod.Pods;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EndpointSlicePlanTest {

  private static ServiceBuilder service() {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName("web")
        .withUid("s-1")
        .addToLabels("team", "a")
        .endMetadata()
        .withNewSpec()
        .withClusterIP("10.96.0.10")
        .withIpFamilies("IPv4")
        .addToSelector("app", "web")
        .addNewPort()
        .withPort(80)
        .withTargetPort(new IntOrString("http"))
        .endPort()
        .endSpec();
  }

  private static List<Pod> pods(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> Pods.serving(i).build()).toList();
  }

  private static List<Action> plan(Service service, List<Pod> pods, List<EndpointSlice> existing) {
    return EndpointSlicePlan.next(service, pods, Map.of("node-1", "zone-a"), existing);
  }

  /** The slices after the actions; created ones get a name. */
  private static List<EndpointSlice> apply(List<EndpointSlice> existing, List<Action> actions) {
    var slices = new ArrayList<>(existing);
    for (var action : actions) {
      switch (action) {
        case Action.Create(var slice) -> {
          slice.getMetadata().setName("web-" + slices.size());
          slices.add(slice);
        }
        case Action.Update(var before, var after) -> slices.set(slices.indexOf(before), after);
        case Action.Delete(var slice) -> slices.remove(slice);
      }
    }
    return slices;
  }

  private static List<EndpointSlice> settled(Service service, List<Pod> pods) {
    return apply(List.of(), plan(service, pods, List.of()));
  }

  @Test
  void describesPodsByTheirPortsNodesAndZones() {
    var slice = settled(service().build(), pods(1, 1)).getFirst();
    assertThat(slice.getAddressType()).isEqualTo("IPv4");
    assertThat(slice.getMetadata().getLabels())
        .containsEntry("kubernetes.io/service-name", "web")
        .containsEntry("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io")
        .containsEntry("team", "a");
    assertThat(slice.getMetadata().getOwnerReferences().getFirst().getUid()).isEqualTo("s-1");
    assertThat(slice.getPorts()).containsExactly(new EndpointPort(null, "", 8080, "TCP"));
    var endpoint = slice.getEndpoints().getFirst();
    assertThat(endpoint.getAddresses()).containsExactly("10.244.0.1");
    assertThat(endpoint.getNodeName()).isEqualTo("node-1");
    assertThat(endpoint.getZone()).isEqualTo("zone-a");
    assertThat(endpoint.getTargetRef().getName()).isEqualTo("p1");
    assertConditions(endpoint, true, true, false);
  }

  private static void assertConditions(
      Endpoint endpoint, boolean ready, boolean serving, boolean terminating) {
    assertThat(endpoint.getConditions().getReady()).isEqualTo(ready);
    assertThat(endpoint.getConditions().getServing()).isEqualTo(serving);
    assertThat(endpoint.getConditions().getTerminating()).isEqualTo(terminating);
  }

  @Test
  void tellsReadyServingAndTerminatingApart() {
    var leaving = Pods.terminating(Pods.serving(1));
    var starting = Pods.serving(2).editStatus().withConditions(List.of()).endStatus().build();
    var slice = settled(service().build(), List.of(leaving, starting)).getFirst();
    assertConditions(slice.getEndpoints().get(0), false, true, true);
    assertConditions(slice.getEndpoints().get(1), false, false, false);

    var published = service().editSpec().withPublishNotReadyAddresses(true).endSpec().build();
    var all = settled(published, List.of(leaving, starting)).getFirst();
    assertConditions(all.getEndpoints().get(0), true, true, true);
    assertConditions(all.getEndpoints().get(1), true, false, false);
  }

  @Test
  void leavesOutFinishedPodsAndThoseWithoutAnAddress() {
    var finished = Pods.serving(1).editStatus().withPhase("Succeeded").endStatus().build();
    var noAddress = Pods.serving(2).editStatus().withPodIP(null).endStatus().build();
    var slices = settled(service().build(), List.of(finished, noAddress));
    assertThat(slices).hasSize(1);
    assertThat(slices.getFirst().getEndpoints()).isEmpty();
  }

  @Test
  void needsNothingWhenNothingChanges() {
    var slices = settled(service().build(), pods(1, 150));
    assertThat(slices).hasSize(2);
    assertThat(plan(service().build(), pods(1, 150), slices)).isEmpty();
  }

  @Test
  void holdsAHundredEndpointsPerSliceAndEveryPodOnce() {
    var slices = settled(service().build(), pods(1, 250));
    assertThat(slices).extracting(s -> s.getEndpoints().size()).containsExactly(100, 100, 50);
    assertThat(slices.stream().flatMap(s -> s.getEndpoints().stream()).map(e -> e.getAddresses()))
        .doesNotHaveDuplicates()
        .hasSize(250);
  }

  @Test
  void oneChangedPodChangesOneSlice() {
    var slices = settled(service().build(), pods(1, 250));
    var pods = new ArrayList<>(pods(1, 250));
    pods.set(120, Pods.serving(121).editStatus().withConditions(List.of()).endStatus().build());
    var actions = plan(service().build(), pods, slices);
    assertThat(actions).singleElement().isInstanceOf(Action.Update.class);
  }

  @Test
  void newPodsGoIntoTheFullestSliceThatHasRoom() {
    var slices = settled(service().build(), pods(1, 150));
    var actions = plan(service().build(), pods(1, 151), slices);
    assertThat(actions).singleElement().isInstanceOf(Action.Update.class);
    assertThat(((Action.Update) actions.getFirst()).after().getEndpoints()).hasSize(51);
  }

  @Test
  void replacedPodsShareTheWriteOfThoseThatWent() {
    var slices = settled(service().build(), pods(1, 200));
    var pods = new ArrayList<>(pods(3, 202));
    var actions = plan(service().build(), pods, slices);
    assertThat(actions).singleElement().isInstanceOf(Action.Update.class);
    assertThat(apply(slices, actions)).allSatisfy(s -> assertThat(s.getEndpoints()).hasSize(100));
  }

  @Test
  void differentTargetPortsMakeDifferentSlices() {
    var other =
        Pods.serving(2)
            .editSpec()
            .editFirstContainer()
            .editFirstPort()
            .withContainerPort(9090)
            .endPort()
            .endContainer()
            .endSpec()
            .build();
    var slices = settled(service().build(), List.of(Pods.serving(1).build(), other));
    assertThat(slices)
        .extracting(s -> s.getPorts().getFirst().getPort())
        .containsExactlyInAnyOrder(8080, 9090);
    var back = plan(service().build(), pods(1, 2), slices);
    assertThat(apply(slices, back))
        .singleElement()
        .satisfies(slice -> assertThat(slice.getEndpoints()).hasSize(2));
  }

  @Test
  void keepsAnEmptySliceForAServiceWithoutEndpoints() {
    var slices = settled(service().build(), pods(1, 150));
    var empty = apply(slices, plan(service().build(), List.of(), slices));
    assertThat(empty)
        .singleElement()
        .satisfies(slice -> assertThat(slice.getEndpoints()).isEmpty());
    assertThat(plan(service().build(), List.of(), empty)).isEmpty();
  }

  @Test
  void headlessServicesSaySoAndNameTheirPods() {
    var headless = service().editSpec().withClusterIP("None").endSpec().build();
    var named =
        Pods.serving(1).editSpec().withHostname("web-0").withSubdomain("web").endSpec().build();
    var slice = settled(headless, List.of(named)).getFirst();
    assertThat(slice.getMetadata().getLabels()).containsEntry("service.kubernetes.io/headless", "");
    assertThat(slice.getEndpoints().getFirst().getHostname()).isEqualTo("web-0");
  }

  @Test
  void dualStackServicesGetSlicesOfBothFamilies() {
    var dual = service().editSpec().withIpFamilies("IPv4", "IPv6").endSpec().build();
    var pod =
        Pods.serving(1)
            .editStatus()
            .addNewPodIP("10.244.0.1")
            .addNewPodIP("fd00::1")
            .endStatus()
            .build();
    var slices = settled(dual, List.of(pod));
    assertThat(slices)
        .extracting(EndpointSlice::getAddressType)
        .containsExactlyInAnyOrder("IPv4", "IPv6");
    var single = apply(slices, plan(service().build(), List.of(pod), slices));
    assertThat(single).extracting(EndpointSlice::getAddressType).containsExactly("IPv4");
  }
}
