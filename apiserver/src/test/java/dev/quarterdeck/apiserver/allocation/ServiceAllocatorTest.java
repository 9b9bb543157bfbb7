package dev.quarterdeck.apiserver.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.store.MemoryStore;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.kinds.Strategy;
import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.kinds.builtin.Examples;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAllocatorTest {

  private static final Strategy STRATEGY = Examples.strategy("Service");

  private final MemoryStore store = new MemoryStore();
  private Instant now = Trees.NOW;
  private final ServiceAllocator allocator = allocator("10.96.0.0/16");

  @AfterEach
  void close() {
    store.close();
  }

  private ServiceAllocator allocator(String cidr) {
    return new ServiceAllocator(
        store, cidr, PortRange.DEFAULT, new Random(1), () -> now, () -> "uid-1");
  }

  private static ObjectNode service(String name, String spec) {
    return Trees.created(
        STRATEGY,
        Trees.yaml(
            "metadata: {name: %s, namespace: default}\nspec: {ports: [{port: 80}], %s}"
                .formatted(name, spec)));
  }

  private ObjectNode stored(ServiceAllocator allocator, ObjectNode service) {
    allocator.reserve(service, Optional.empty(), false).written();
    store.create(
        "/registry/services/specs/default/" + service.at("/metadata/name").asText(),
        StoredJson.encode(service),
        null);
    return service;
  }

  private static String ip(ObjectNode service) {
    return service.at("/spec/clusterIP").asText();
  }

  @Test
  void aServiceGetsAnAddressOfTheRange() {
    var service = stored(allocator, service("a", ""));
    assertThat(ip(service)).startsWith("10.96.");
    assertThat(service.at("/spec/clusterIPs/0").asText()).isEqualTo(ip(service));
    assertThat(store.get("/registry/ipaddresses/" + ip(service))).isPresent();
    assertThat(service.at("/spec/ports/0/nodePort").isMissingNode()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"10.96.0.0/16, 10.96.0.1", "10.96.0.128/25, 10.96.0.129", "10.0.9.8/8, 10.0.0.1"})
  void theKubernetesServiceGetsTheAddressThatTheCertificateNames(String block, String address) {
    var ours = allocator(block);
    assertThat(ours.firstAddress()).isEqualTo(address);
    assertThat(ip(stored(ours, service("kubernetes", "")))).isEqualTo(address);
  }

  @Test
  void headlessAndExternalNameServicesTakeNoAddress() {
    stored(allocator, service("a", "clusterIP: None"));
    stored(allocator, service("b", "type: ExternalName, externalName: example.com"));
    assertThat(store.list("/registry/ipaddresses/", "", 0, 0).values()).isEmpty();
  }

  @Test
  void aRequestedAddressIsHonouredOnce() {
    assertThat(ip(stored(allocator, service("a", "clusterIP: 10.96.0.10"))))
        .isEqualTo("10.96.0.10");
    assertThatThrownBy(() -> stored(allocator, service("b", "clusterIP: 10.96.0.10")))
        .isInstanceOfSatisfying(
            ApiFault.class, fault -> assertThat(fault.reason()).isEqualTo(Reason.INVALID))
        .hasMessage(
            "Service \"b\" is invalid: spec.clusterIPs: Invalid value: [\"10.96.0.10\"]: failed to"
                + " allocate IP 10.96.0.10: provided IP is already allocated");
  }

  @Test
  void anAddressOutsideTheRangeIsRefused() {
    assertThatThrownBy(() -> stored(allocator, service("a", "clusterIP: 10.0.0.1")))
        .hasMessageContaining(
            "the provided IP (10.0.0.1) is not in the valid range. The range of valid IPs is"
                + " 10.96.0.0/16");
  }

  @Test
  void aSmallRangeIsUsedUpToItsLastAddressAndNoFurther() {
    var small = allocator("10.96.0.0/28");
    var addresses = new HashSet<String>();
    for (var i = 0; i < 13; i++) {
      addresses.add(ip(stored(small, service("s" + i, ""))));
    }
    assertThat(addresses).hasSize(13).doesNotContain("10.96.0.0", "10.96.0.1", "10.96.0.15");
    assertThatThrownBy(() -> stored(small, service("late", ""))).hasMessageContaining("is full");
  }

  private void serviceCidr(String name, String rest) {
    store.create(
        "/registry/servicecidrs/" + name,
        StoredJson.encode(Trees.yaml("{metadata: {name: %s}, %s}".formatted(name, rest))),
        null);
  }

  @Test
  void serviceCidrsAddToTheRange() {
    serviceCidr("more", "spec: {cidrs: [10.97.0.0/29, '2001:db8::/64']}");
    assertThat(ip(stored(allocator, service("asked", "clusterIP: 10.97.0.2"))))
        .isEqualTo("10.97.0.2");
    var small = allocator("10.96.0.0/30");
    stored(small, service("kubernetes", ""));
    stored(small, service("a", ""));
    assertThat(ip(stored(small, service("b", ""))))
        .as("when the server's own range is full, the others are used")
        .startsWith("10.97.0.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status: {conditions: [{type: Ready, status: 'False'}]}",
        "metadata: {name: more, deletionTimestamp: '2026-01-01T00:00:00Z'}"
      })
  void serviceCidrsThatAreNotReadyOrGoingGiveOutNothing(String state) {
    store.create(
        "/registry/servicecidrs/more",
        StoredJson.encode(
            (ObjectNode)
                Trees.yaml("{metadata: {name: more}, spec: {cidrs: [10.97.0.0/24]}}")
                    .setAll(Trees.yaml("{" + state + "}"))),
        null);
    assertThatThrownBy(() -> stored(allocator, service("a", "clusterIP: 10.97.0.2")))
        .hasMessageContaining("is not in the valid range");
  }

  @Test
  void repairLeavesAddressesAloneThatPeopleMade() {
    store.create(
        "/registry/ipaddresses/10.96.0.9",
        StoredJson.encode(Trees.yaml("{metadata: {name: 10.96.0.9}, spec: {}}")),
        null);
    now = now.plusSeconds(61);
    assertThat(new ServiceRepair(store, allocator, () -> now).run()).isZero();
    assertThatThrownBy(() -> stored(allocator, service("a", "clusterIP: 10.96.0.9")))
        .hasMessageContaining("provided IP is already allocated");
  }

  @Test
  void aNodePortServiceGetsAPortAndKeepsItOverAnUpdate() {
    var service = stored(allocator, service("a", "type: NodePort"));
    var port = service.at("/spec/ports/0/nodePort").asInt();
    assertThat(port).isBetween(30_000, 32_767);
    var update = Trees.with(service, "/spec/selector", "{a: b}");
    allocator.reserve(update, Optional.of(service), false).written();
    assertThat(update.at("/spec/ports/0/nodePort").asInt()).isEqualTo(port);
    assertThat(allocator.ports().taken()).containsExactly(port);
  }

  @Test
  void aNodePortCanBeAskedForOnce() {
    stored(allocator, nodePort("a", 30_080));
    assertThatThrownBy(() -> stored(allocator, nodePort("b", 30_080)))
        .hasMessageContaining(
            "spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated");
    assertThatThrownBy(() -> stored(allocator, nodePort("c", 80)))
        .hasMessageContaining("The range of valid ports is 30000-32767");
    assertThat(store.list("/registry/ipaddresses/", "", 0, 0).values())
        .as("addresses of refused Services are given back")
        .hasSize(1);
  }

  private static ObjectNode nodePort(String name, int port) {
    return Trees.with(
        service(name, "type: NodePort"), "/spec/ports/0/nodePort", Integer.toString(port));
  }

  @Test
  void aRefusedWriteGivesEverythingBack() {
    allocator.reserve(service("a", "type: NodePort"), Optional.empty(), false).refused();
    assertThat(store.list("/registry/ipaddresses/", "", 0, 0).values()).isEmpty();
    assertThat(allocator.ports().taken()).isEmpty();
  }

  @Test
  void aDeletedServiceGivesEverythingBack() {
    var service = stored(allocator, service("a", "type: NodePort"));
    allocator.released(service);
    assertThat(store.list("/registry/ipaddresses/", "", 0, 0).values()).isEmpty();
    assertThat(allocator.ports().taken()).isEmpty();
  }

  @Test
  void aTypeChangeGivesBackWhatIsNoLongerUsed() {
    var service = stored(allocator, service("a", "type: NodePort"));
    var update = Trees.with(service, "/spec/type", "ClusterIP");
    STRATEGY.prepareForUpdate(update, service, Trees.PLAIN);
    allocator.reserve(update, Optional.of(service), false).written();
    assertThat(update.at("/spec/ports/0/nodePort").isMissingNode()).isTrue();
    assertThat(allocator.ports().taken()).isEmpty();
    assertThat(ip(update)).isEqualTo(ip(service));
  }

  @Test
  void aDryRunTakesNothing() {
    allocator.reserve(service("a", "type: NodePort"), Optional.empty(), true).written();
    assertThat(store.list("/registry/", "", 0, 0).values()).isEmpty();
  }

  @Test
  void twoServersNeverGiveOutTheSame() throws Exception {
    var addresses = new ConcurrentLinkedQueue<String>();
    var threads = new ArrayList<Thread>();
    for (var server = 0; server < 4; server++) {
      var name = "s" + server;
      var own = allocator("10.96.0.0/26");
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (var i = 0; i < 15; i++) {
                      var service = service(name + "-" + i, "type: NodePort");
                      own.reserve(service, Optional.empty(), false).written();
                      addresses.add(ip(service) + "/" + service.at("/spec/ports/0/nodePort"));
                    }
                  }));
    }
    for (var thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
    }
    assertThat(addresses.stream().map(a -> a.split("/")[0])).hasSize(60).doesNotHaveDuplicates();
    assertThat(addresses.stream().map(a -> a.split("/")[1])).doesNotHaveDuplicates();
  }

  @Test
  void repairFreesWhatNoServiceUsesOnceItIsOldEnough() {
    stored(allocator, service("kept", "type: NodePort"));
    allocator.reserve(service("lost", "type: NodePort"), Optional.empty(), false);
    var repair = new ServiceRepair(store, allocator, () -> now);
    assertThat(repair.run()).as("what was just taken may be under way").isZero();
    now = now.plusSeconds(61);
    assertThat(repair.run()).isEqualTo(2);
    assertThat(store.list("/registry/ipaddresses/", "", 0, 0).values()).hasSize(1);
    assertThat(allocator.ports().taken()).hasSize(1);
  }

  @Test
  void repairTakesWhatServicesFromElsewhereUse() {
    store.create(
        "/registry/services/specs/default/old",
        StoredJson.encode(Trees.with(nodePort("old", 30_100), "/spec/clusterIP", "10.96.7.7")),
        null);
    assertThat(new ServiceRepair(store, allocator, () -> now).run()).isEqualTo(2);
    assertThat(allocator.ips().isFree("10.96.7.7")).isFalse();
    assertThat(allocator.ports().isFree(30_100)).isFalse();
  }
}
