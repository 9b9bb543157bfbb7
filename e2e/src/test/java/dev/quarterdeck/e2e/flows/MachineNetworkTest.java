package dev.quarterdeck.e2e.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quarterdeck.cli.process.Command;
import dev.quarterdeck.e2e.fixture.LabExtension;
import dev.quarterdeck.e2e.fixture.PacketCounter;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The machine that the API server runs on reaches pods and Services, and no packet to an address of
 * the cluster leaves it.
 */
@Tag("lab")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MachineNetworkTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SOON = Duration.ofSeconds(10);

  @RegisterExtension static final LabExtension LAB = LabExtension.ofNodes(2);

  @BeforeAll
  static void applyTheExample() throws Exception {
    LAB.createExample();
    await("the Deployment is ready")
        .atMost(PATIENCE)
        .until(
            () -> LAB.client().apps().deployments().inNamespace("default").withName("web").get(),
            web -> Integer.valueOf(4).equals(web.getStatus().getReadyReplicas()));
  }

  private static List<String> podNames() {
    return LAB
        .client()
        .pods()
        .inNamespace("default")
        .withLabel("app", "web")
        .list()
        .getItems()
        .stream()
        .map(pod -> pod.getMetadata().getName())
        .toList();
  }

  private static String clusterIp(String service) {
    return LAB.client()
        .services()
        .inNamespace("default")
        .withName(service)
        .get()
        .getSpec()
        .getClusterIP();
  }

  private static Command.Outcome curl(String url) {
    return Command.attempt(SOON, "", List.of("curl", "-sS", "-k", "--max-time", "5", url));
  }

  /** The route of a packet from this machine, as ip(8) prints it. */
  private static String route(String address) {
    return Command.attempt(SOON, "", List.of("ip", "route", "get", address)).output();
  }

  @Test
  @Order(1)
  void theApiServerLeadsToEveryPodOfEveryHost() {
    for (var name : podNames()) {
      assertThat(LAB.client().raw("/api/v1/namespaces/default/pods/" + name + ":8080/proxy/"))
          .isEqualToIgnoringNewLines(name);
    }
  }

  @Test
  @Order(2)
  void theApiServerLeadsToServices() throws Exception {
    var answers = new TreeSet<String>();
    await("several pods answer")
        .atMost(PATIENCE)
        .until(
            () -> {
              var path = "/api/v1/namespaces/default/services/web:80/proxy/";
              answers.add(LAB.client().raw(path).strip());
              return answers.size() > 1;
            });
    assertThat(podNames()).containsAll(answers);
  }

  @Test
  @Order(3)
  void theMachineReachesServicesAtTheirClusterAddresses() {
    var answers = new TreeSet<String>();
    await("several pods answer")
        .atMost(PATIENCE)
        .until(
            () -> {
              answers.add(curl("http://" + clusterIp("web") + "/").output().strip());
              return answers.size() > 1;
            });
    assertThat(podNames()).containsAll(answers);
    assertThat(curl("https://" + clusterIp("kubernetes") + "/version").output())
        .contains("\"major\":\"1\"");
  }

  @Test
  @Order(4)
  void noPacketForAnUnknownAddressOfTheClusterLeavesTheMachine() {
    var spec = LAB.lab().spec();
    var noPod = "10.%d.250.7".formatted(128 + spec.slot());
    var noService = "10.%d.250.7".formatted(96 + spec.slot());
    assertThat(route(noPod)).contains("No route to host");
    assertThat(route(noService)).contains("dev qdbr" + spec.slot());
    try (var leaving = PacketCounter.leaving(spec)) {
      assertThat(curl("http://" + noPod + "/").exitCode()).isNotZero();
      assertThat(curl("http://" + noService + "/").exitCode()).isNotZero();
      for (var host : LAB.lab().hosts()) {
        var fromHost = new java.util.ArrayList<>(host.enter());
        fromHost.addAll(List.of("curl", "-sS", "--max-time", "2", "http://" + noPod + "/"));
        assertThat(Command.attempt(SOON, "", fromHost).exitCode()).isNotZero();
      }
      assertThat(leaving.packets()).isZero();
    }
  }

  @Test
  @Order(5)
  void noPacketLeavesEvenWhereTheRulesAreLost() throws Exception {
    var spec = LAB.lab().spec();
    var table = Integer.toString(spec.routeTable());
    try (var leaving = PacketCounter.leaving(spec)) {
      for (var cidr : List.of(spec.podCidr(), spec.serviceCidr())) {
        Command.run("ip", "rule", "del", "priority", table, "to", cidr);
        var address = cidr.replace("0.0/16", "250.7");
        assertThat(curl("http://" + address + "/").exitCode()).isNotZero();
      }
      assertThat(leaving.packets()).isZero();
    } finally {
      LAB.up();
    }
    theApiServerLeadsToEveryPodOfEveryHost();
  }

  @Test
  @Order(6)
  void routesFollowNodesAsTheyComeChangeAndGo() {
    var spec = LAB.lab().spec();
    var nodes = LAB.client().nodes();
    var address = "10.%d.200.9".formatted(128 + spec.slot());
    var hosts = "10.77.%d.".formatted(spec.slot());
    nodes.resource(paper(address.replace(".9", ".0/24"), hosts + "201")).create();
    await("a route")
        .atMost(SOON)
        .until(() -> route(address), r -> r.contains("via " + hosts + 201));
    var moved = "{\"status\":{\"addresses\":[{\"type\":\"InternalIP\",\"address\":\"%s\"}]}}";
    nodes
        .withName("paper")
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), moved.formatted(hosts + "202"));
    await("another")
        .atMost(SOON)
        .until(() -> route(address), r -> r.contains("via " + hosts + 202));
    nodes.withName("paper").delete();
    await("none").atMost(SOON).until(() -> route(address), r -> r.contains("No route to host"));
  }

  private static Node paper(String podCidr, String address) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName("paper")
        .endMetadata()
        .withNewSpec()
        .withPodCIDR(podCidr)
        .withPodCIDRs(podCidr)
        .withUnschedulable(true)
        .endSpec()
        .withNewStatus()
        .addNewAddress(address, "InternalIP")
        .endStatus()
        .build();
  }

  @Test
  @Order(7)
  void routesAndRulesOutliveTheControlPlaneAndAreMendedWhenItIsBack() throws Exception {
    var table = Integer.toString(LAB.lab().spec().routeTable());
    var web = "http://" + clusterIp("web") + "/";
    var lost = LAB.client().nodes().withName("node-2").get().getSpec().getPodCIDR();
    Command.run("kill", "-KILL", controlPlanePid());
    assertThat(curl(web).exitCode()).isZero();
    Command.run("ip", "route", "del", lost, "table", table);
    await("the route is there again")
        .atMost(PATIENCE)
        .until(() -> route(lost.replace(".0/24", ".1")), r -> r.contains(" via "));
    theApiServerLeadsToEveryPodOfEveryHost();
  }

  private static String controlPlanePid() throws Exception {
    return LAB.lab().processes().stream()
        .filter(line -> line.name().equals("control-plane"))
        .findFirst()
        .orElseThrow()
        .pid();
  }

  @Test
  @Order(8)
  void aHostThatIsSwitchedOffAndOnAgainIsReachedAgain() throws Exception {
    var host = LAB.lab().host("node-2");
    host.powerOff();
    LAB.lab().startHost(host);
    await("all pods are reached")
        .atMost(Duration.ofSeconds(120))
        .until(
            () -> {
              theApiServerLeadsToEveryPodOfEveryHost();
              return podNames().size() == 4;
            });
  }
}
