package dev.quarterdeck.e2e.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quarterdeck.e2e.fixture.Kubectl;
import dev.quarterdeck.e2e.fixture.LabExtension;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same API and the same agents, over a memory store and a runtime made of timers. */
class SimulatedLabTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension static final LabExtension LAB = LabExtension.simulated(2);

  @BeforeAll
  static void needsKubectl() {
    assumeTrue(Kubectl.isInstalled(), "kubectl is not installed");
  }

  @Test
  void aDeploymentRunsAndIsScaledAndDeleted() throws Exception {
    var kubectl = LAB.kubectl();
    kubectl.run("create", "deployment", "pretend", "--image=anything:1", "--replicas=4");
    kubectl.run("rollout", "status", "deployment/pretend", "--timeout=60s");
    assertThat(kubectl.run("get", "pods", "-o", "wide"))
        .contains("Running", "node-1", "node-2")
        .doesNotContain("Pending");
    kubectl.run("scale", "deployment/pretend", "--replicas=20");
    kubectl.run("rollout", "status", "deployment/pretend", "--timeout=60s");
    kubectl.run("delete", "deployment", "pretend");
    await("no pods are left")
        .atMost(PATIENCE)
        .until(() -> kubectl.run("get", "pods", "--ignore-not-found"), String::isEmpty);
  }
}
