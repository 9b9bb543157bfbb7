package dev.quarterdeck.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.apiserver.TestServer;
import dev.quarterdeck.apiserver.store.MemoryStore;
import dev.quarterdeck.apiserver.store.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Services get addresses and node ports through every write, and give them back. */
class ServicesTest {

  private static final String SERVICES = "/api/v1/namespaces/default/services";
  private static final String IPS = "/registry/ipaddresses/";

  private static final MemoryStore store = new MemoryStore();

  @RegisterExtension
  static final TestServer server = new TestServer(() -> DevServer.start(0, store));

  private static final Api api = new Api(server);

  private static Api.Answer create(String name, String spec) {
    return api.post(
        SERVICES,
        """
        {"metadata":{"name":"%s"},"spec":{"ports":[{"port":80}]%s}}
        """
            .formatted(name, spec));
  }

  private static boolean taken(String address) {
    return store.get(IPS + address).isPresent();
  }

  @Test
  void theKubernetesServiceHasTheFirstAddress() {
    assertThat(api.get(SERVICES + "/kubernetes").at("/spec/clusterIP")).isEqualTo("10.96.0.1");
    assertThat(taken("10.96.0.1")).isTrue();
  }

  @Test
  void anAddressIsHeldFromCreateToDelete() {
    var created = create("held", ",\"type\":\"NodePort\"");
    assertThat(created.code()).isEqualTo(201);
    var address = created.at("/spec/clusterIP");
    assertThat(taken(address)).isTrue();
    assertThat(created.json().at("/spec/ports/0/nodePort").asInt()).isBetween(30_000, 32_767);
    assertThat(api.delete(SERVICES + "/held").code()).isEqualTo(200);
    assertThat(taken(address)).isFalse();
  }

  @Test
  void creatingItTwiceIsAConflictAndCostsTheFirstNothing() {
    var address = create("twice", "").at("/spec/clusterIP");
    var before = store.list(IPS, "", 0, 0).values().size();
    var again = create("twice", ",\"clusterIP\":\"%s\"".formatted(address));
    assertThat(again.code()).isEqualTo(409);
    assertThat(again.at("/reason")).isEqualTo("AlreadyExists");
    assertThat(store.list(IPS, "", 0, 0).values()).hasSize(before);
    assertThat(taken(address)).isTrue();
  }

  @Test
  void aTakenAddressIsNamed() {
    var address = create("owner", "").at("/spec/clusterIP");
    var thief = create("thief", ",\"clusterIP\":\"%s\"".formatted(address));
    assertThat(thief.code()).isEqualTo(422);
    assertThat(thief.at("/details/causes/0/field")).isEqualTo("spec.clusterIPs");
    assertThat(thief.at("/message")).endsWith("provided IP is already allocated");
  }

  @Test
  void patchesTakeAndGiveBackNodePorts() {
    var address = create("patched", "").at("/spec/clusterIP");
    var path = SERVICES + "/patched";
    var open = api.patch(path, "merge", "{\"spec\":{\"type\":\"NodePort\"}}");
    var port = open.json().at("/spec/ports/0/nodePort").asInt();
    assertThat(port).isBetween(30_000, 32_767);
    var shut = api.patch(path, "merge", "{\"spec\":{\"type\":\"ClusterIP\"}}");
    assertThat(shut.json().at("/spec/ports/0").has("nodePort")).isFalse();
    assertThat(shut.at("/spec/clusterIP")).isEqualTo(address);
    var next = create("next", ",\"type\":\"NodePort\"").json().at("/spec/ports/0/nodePort").asInt();
    assertThat(next).isPositive();
    var reused =
        api.post(
            SERVICES,
            """
            {"metadata":{"name":"reused"},
             "spec":{"type":"NodePort","ports":[{"port":80,"nodePort":%d}]}}
            """
                .formatted(port));
    assertThat(reused.code())
        .as("the port given back can be had")
        .isEqualTo(next == port ? 422 : 201);
  }

  @Test
  void whereALoadBalancerIsReachedStaysWithItsType() {
    var service = "/api/v1/namespaces/default/services";
    api.post(
        service,
        """
        {"metadata":{"name":"balanced"},
         "spec":{"type":"LoadBalancer","ports":[{"port":80}]}}
        """);
    var status = service + "/balanced/status";
    var reached = "{\"status\":{\"loadBalancer\":{\"ingress\":[{%s}]}}}";
    var told = api.patch(status, "merge", reached.formatted("\"ip\":\"203.0.113.1\""));
    assertThat(told.json().at("/status/loadBalancer/ingress/0"))
        .hasToString("{\"ip\":\"203.0.113.1\",\"ipMode\":\"VIP\"}");
    for (var wrong :
        new String[] {
          "\"ip\":\"203.0.113\"",
          "\"hostname\":\"a_b\"",
          "\"hostname\":\"203.0.113.1\"",
          "\"hostname\":\"a.b\",\"ipMode\":\"VIP\"",
          "\"ip\":\"203.0.113.1\",\"ipMode\":\"Other\""
        }) {
      var refused = api.patch(status, "merge", reached.formatted(wrong));
      assertThat(refused.code()).as(wrong).isEqualTo(422);
      assertThat(refused.at("/message")).contains("status.loadBalancer.ingress[0].");
    }
    var plain = api.patch(service + "/balanced", "merge", "{\"spec\":{\"type\":\"ClusterIP\"}}");
    assertThat(plain.json().at("/status/loadBalancer")).hasToString("{}");
    var late = api.patch(status, "merge", reached.formatted("\"ip\":\"203.0.113.1\""));
    assertThat(late.code()).isEqualTo(422);
    assertThat(late.at("/message")).contains("may only be used when `spec.type` is LoadBalancer");
  }

  @Test
  void aDryRunTakesNothing() {
    var before = store.list(IPS, "", 0, 0).values().size();
    var answer =
        api.post(
            SERVICES + "?dryRun=All",
            "{\"metadata\":{\"name\":\"dry\"},\"spec\":{\"ports\":[{\"port\":80}]}}");
    assertThat(answer.code()).isEqualTo(201);
    assertThat(store.list(IPS, "", 0, 0).values()).hasSize(before);
  }

  @Test
  void anotherServerOnTheSameStoreLeavesWhatIsTakenAlone() {
    var address = create("shared", "").at("/spec/clusterIP");
    var other = DevServer.start(0, unclosed());
    try {
      assertThat(new Api(other.url()).get(SERVICES + "/shared").at("/spec/clusterIP"))
          .isEqualTo(address);
      assertThat(taken(address)).isTrue();
      assertThat(taken("10.96.0.1")).isTrue();
    } finally {
      other.close();
    }
  }

  /** The shared store, which outlives the second server. */
  private static Store unclosed() {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, args) -> {
              if (method.getName().equals("close")) {
                return null;
              }
              try {
                return method.invoke(store, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
