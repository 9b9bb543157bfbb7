package dev.quarterdeck.controllers;

import static dev.quarterdeck.controllers.Cluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.access.Attributes;
import dev.quarterdeck.apiserver.audit.AuditEvent;
import dev.quarterdeck.controllers.ControllerHealth.State;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which informers and controllers start, and when, against the real API server. */
class ControllerStartTest {

  private Cluster cluster;

  @BeforeEach
  void start() {
    cluster = new Cluster();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private static Map<String, ControllerHealth> byName(Controllers controllers) {
    return controllers.health().stream()
        .collect(Collectors.toMap(ControllerHealth::name, health -> health));
  }

  @Test
  void onlyWhatSomeControllerReadsIsListed() {
    cluster.startControllers(
        ControllersConfig.DEFAULT.withSelection(
            ControllerSelection.of(List.of("serviceaccount", "deployment"))));
    var listed =
        cluster.requests().stream()
            .map(AuditEvent::asked)
            .filter(asked -> asked.verb().equals("list"))
            .map(Attributes::resource);
    assertThat(listed)
        .containsExactlyInAnyOrder(
            "pods", "namespaces", "serviceaccounts", "deployments", "replicasets");
  }

  @Test
  void controllersThatCannotReadHoldUpNoOther() {
    cluster.actAs("system:kube-proxy"); // It may read nodes, but no pods.
    var controllers = cluster.begin(ControllersConfig.DEFAULT);
    await(
        "the one that reads nodes only runs",
        () -> byName(controllers).get("node-ipam-controller").state() == State.RUNNING);
    await(
        "another says why it waits",
        () ->
            byName(controllers)
                .get("pod-garbage-collector-controller")
                .detail()
                .contains("403 Forbidden"));

    var waiting = byName(controllers).get("pod-garbage-collector-controller");
    assertThat(waiting.state()).isEqualTo(State.WAITING);
    assertThat(waiting.detail()).startsWith("pods: 403 Forbidden");
    assertThat(controllers.isWorking()).isFalse();

    cluster.actAs(Cluster.manager());
    await("all run at last", controllers::isWorking);
    assertThat(controllers.health())
        .allMatch(health -> health.detail().isEmpty() && health.state() == State.RUNNING);
  }

  @Test
  void controllersWithoutWorkAreLeftOut() {
    var controllers =
        cluster.begin(ControllersConfig.DEFAULT.withClusterCidrs(List.of()).withCaPem(""));
    assertThat(byName(controllers))
        .containsKey("namespace-controller")
        .doesNotContainKeys("node-ipam-controller", "root-ca-certificate-publisher-controller");
  }

  @Test
  void closesBeforeTheyHaveStarted() {
    cluster.actAs("nobody");
    cluster.begin(ControllersConfig.DEFAULT);
    cluster.stopControllers();
  }
}
