package dev.quarterdeck.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

class ZoneTest {

  private static final ZoneSettings SETTINGS = ZoneSettings.of("cluster.local", List.of());
  private static final ObjectKey WEB = new ObjectKey("shop", "web");

  private static Service service(ObjectKey key, String clusterIp) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(key.namespace())
        .withName(key.name())
        .endMetadata()
        .withNewSpec()
        .withClusterIP(clusterIp)
        .addNewPort()
        .withName("web")
        .withPort(80)
        .endPort()
        .endSpec()
        .build();
  }

  private static EndpointSlice slice(String name, String... addresses) {
    var slice =
        new EndpointSliceBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .withName(name)
            .endMetadata()
            .withAddressType("IPv4");
    for (var address : addresses) {
      slice.addNewEndpoint().withAddresses(address).endEndpoint();
    }
    return slice.build();
  }

  private static List<String> found(Zone zone, String name, int type) {
    return switch (ZoneAnswers.answer(Name.fromConstantString(name), type, zone)) {
      case Answer.Found(var records, var _) -> records.stream().map(Record::rdataToString).toList();
      case Answer other -> List.of(other.getClass().getSimpleName());
    };
  }

  private static List<String> web(Zone zone) {
    return found(zone, "web.shop.svc.cluster.local.", Type.A);
  }

  private static List<String> reverse(Zone zone, int last) {
    return found(zone, last + ".0.0.10.in-addr.arpa.", Type.PTR);
  }

  @Test
  void anOlderZoneStaysAsItWas() {
    var empty = Zone.empty(SETTINGS);
    var one = empty.withService(service(WEB, "10.0.0.1"));
    var other = one.withService(service(WEB, "10.0.0.2"));
    var gone = other.withoutService(WEB);
    assertThat(web(empty)).containsExactly("Missing");
    assertThat(web(one)).containsExactly("10.0.0.1");
    assertThat(web(other)).containsExactly("10.0.0.2");
    assertThat(web(gone)).containsExactly("Missing");
    assertThat(reverse(one, 1)).containsExactly("web.shop.svc.cluster.local.");
    assertThat(reverse(other, 1)).containsExactly("Outside");
    assertThat(reverse(gone, 2)).containsExactly("Outside");
  }

  @Test
  void endpointsOfSeveralSlicesAddUp() {
    var zone =
        Zone.empty(SETTINGS)
            .withSlice(WEB, slice("a", "10.0.0.1", "10.0.0.2"))
            .withSlice(WEB, slice("b", "10.0.0.2", "10.0.0.3"))
            .withService(service(WEB, "None"));
    assertThat(web(zone)).containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3");
    var less = zone.withSlice(WEB, slice("a", "10.0.0.1"));
    assertThat(web(less)).containsExactlyInAnyOrder("10.0.0.1", "10.0.0.2", "10.0.0.3");
    var without = less.withoutSlice(WEB, "b");
    assertThat(web(without)).containsExactly("10.0.0.1");
    assertThat(reverse(without, 1)).containsExactly("10-0-0-1.web.shop.svc.cluster.local.");
    assertThat(reverse(without, 2)).containsExactly("Outside");
  }

  @Test
  void aServiceThatChangesItsKindChangesItsNames() {
    var headless =
        Zone.empty(SETTINGS)
            .withSlice(WEB, slice("a", "10.0.0.9"))
            .withService(service(WEB, "None"));
    var external = service(WEB, "");
    external.getSpec().setType("ExternalName");
    external.getSpec().setExternalName("example.com");
    assertThat(found(headless.withService(external), "web.shop.svc.cluster.local.", Type.CNAME))
        .containsExactly("example.com.");
    assertThat(reverse(headless.withService(external), 9)).containsExactly("Outside");
    assertThat(web(headless.withService(service(WEB, "10.0.0.1")))).containsExactly("10.0.0.1");
  }

  @Test
  void namespacesComeAndGo() {
    var zone = Zone.empty(SETTINGS).withNamespace("shop");
    assertThat(found(zone, "shop.svc.cluster.local.", Type.A)).containsExactly("Empty");
    assertThat(found(zone.withoutNamespace("shop"), "shop.svc.cluster.local.", Type.A))
        .containsExactly("Missing");
  }

  /** Changes one after the other end in the same zone as all at once. */
  @Test
  void aThousandRandomChangesLeadWhereAFreshStartLeads() {
    var random = new Random(20_261_129);
    var zone = Zone.empty(SETTINGS);
    var services = new TreeMap<ObjectKey, Service>();
    var slices = new TreeMap<String, Map.Entry<ObjectKey, EndpointSlice>>();
    for (var step = 0; step < 1000; step++) {
      var key = new ObjectKey("shop", "s" + random.nextInt(6));
      switch (random.nextInt(4)) {
        case 0 -> {
          var ip = random.nextBoolean() ? "None" : "10.0.0." + random.nextInt(12);
          services.put(key, service(key, ip));
          zone = zone.withService(services.get(key));
        }
        case 1 -> {
          services.remove(key);
          zone = zone.withoutService(key);
        }
        case 2 -> {
          var name = key.name() + "-" + random.nextInt(3);
          var addresses = new ArrayList<String>();
          random.ints(random.nextInt(4), 0, 12).forEach(i -> addresses.add("10.0.0." + i));
          var slice = slice(name, addresses.toArray(String[]::new));
          slices.put(name, Map.entry(key, slice));
          zone = zone.withSlice(key, slice);
        }
        default -> {
          var name = key.name() + "-" + random.nextInt(3);
          slices.remove(name);
          zone = zone.withoutSlice(key, name);
        }
      }
    }
    var fresh = Zone.empty(SETTINGS);
    for (var service : services.values()) {
      fresh = fresh.withService(service);
    }
    for (var slice : slices.values()) {
      fresh = fresh.withSlice(slice.getKey(), slice.getValue());
    }
    for (var i = 0; i < 12; i++) {
      assertThat(reverse(zone, i)).containsExactlyInAnyOrderElementsOf(reverse(fresh, i));
    }
    for (var i = 0; i < 6; i++) {
      var name = "s%d.shop.svc.cluster.local.".formatted(i);
      assertThat(found(zone, name, Type.A))
          .containsExactlyInAnyOrderElementsOf(found(fresh, name, Type.A));
    }
  }
}
