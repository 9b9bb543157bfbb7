package dev.quarterdeck.controllers;

import static dev.quarterdeck.controllers.Cluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.model.time.SteppedTime;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pods that tolerate a NoExecute taint for a minute, against the real API server. */
class TaintEvictionTest {

  private static final Duration REAL_LIMIT = Duration.ofSeconds(10);

  private final SteppedTime time = new SteppedTime(Instant.now().truncatedTo(ChronoUnit.SECONDS));
  private Cluster cluster;

  @BeforeEach
  void start() {
    cluster =
        new Cluster(
            ControllersConfig.DEFAULT.withSelection(
                ControllerSelection.of(List.of("taint-eviction-controller"))),
            time);
    cluster.agent.dead = "tainted";
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private Node taintedNode(String timeAdded) {
    return cluster
        .client
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName("tainted")
                .endMetadata()
                .withNewSpec()
                .addNewTaint()
                .withKey("maintenance")
                .withEffect("NoExecute")
                .withTimeAdded(timeAdded.isEmpty() ? null : timeAdded)
                .endTaint()
                .endSpec()
                .build())
        .create();
  }

  private Pod pod() {
    return cluster.createPod("patient", "tainted", "maintenance", 60);
  }

  private boolean isBeingDeleted(Pod pod) {
    return cluster.client.resource(pod).get().getMetadata().getDeletionTimestamp() != null;
  }

  private boolean isTold(String message) {
    return cluster.client.v1().events().inNamespace("default").list().getItems().stream()
        .map(Event::getMessage)
        .anyMatch(message::equals);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2020-01-01T00:00:00Z", "2040-01-01T00:00:00Z"})
  void isEvictedAMinuteAfterTheTaintWasSeenWhateverItSaysItself(String timeAdded) throws Exception {
    taintedNode(timeAdded);
    var pod = pod();
    assertThat(time.awaitDeadline(time.instant().plusSeconds(60), REAL_LIMIT)).isTrue();
    time.advance(Duration.ofSeconds(59));
    assertThat(time.settle(REAL_LIMIT)).isTrue();
    assertThat(isBeingDeleted(pod)).isFalse();
    time.advance(Duration.ofSeconds(1));
    await("evicted", () -> isBeingDeleted(pod));
    assertThat(cluster.client.resource(pod).get().getStatus().getConditions())
        .anyMatch(c -> c.getReason().equals("DeletionByTaintManager"));
    await("told", () -> isTold("Marking for deletion Pod default/patient"));
  }

  @Test
  void staysWhenTheTaintGoesInTime() throws Exception {
    var node = taintedNode("");
    var pod = pod();
    assertThat(time.awaitDeadline(time.instant().plusSeconds(60), REAL_LIMIT)).isTrue();
    time.advance(Duration.ofSeconds(30));
    cluster
        .client
        .resource(node)
        .edit(n -> new NodeBuilder(n).editSpec().withTaints().endSpec().build());
    await("told", () -> isTold("Cancelling deletion of Pod default/patient"));
    time.advance(Duration.ofSeconds(60));
    assertThat(time.settle(REAL_LIMIT)).isTrue();
    assertThat(isBeingDeleted(pod)).isFalse();
  }
}
