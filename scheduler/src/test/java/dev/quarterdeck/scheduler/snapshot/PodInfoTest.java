package dev.quarterdeck.scheduler.snapshot;

import static dev.quarterdeck.scheduler.TestObjects.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodInfoTest {

  @Test
  void statusMakesNoDifferenceButTheSpecDoes() {
    var before = pod("p", "");
    var after = pod("p", "");
    after.getMetadata().setResourceVersion("9");
    assertThat(PodInfo.of(after)).isEqualTo(PodInfo.of(before));
    after.getSpec().setPriority(5);
    assertThat(PodInfo.of(after)).isNotEqualTo(PodInfo.of(before));
  }

  @ParameterizedTest
  @CsvSource({
    "v1, ReplicationController, true, uid",
    "apps/v1, ReplicaSet, true, uid",
    "apps/v1, StatefulSet, true, uid",
    "apps/v1, ReplicaSet, false, ''",
    "apps/v1, DaemonSet, true, ''",
    "batch/v1, Job, true, ''",
  })
  void itIsSpreadAmongThePodsOfSomeControllers(
      String version, String kind, boolean controller, String owner) {
    var pod = pod("p", "");
    pod.getMetadata()
        .setOwnerReferences(
            List.of(
                new OwnerReferenceBuilder()
                    .withApiVersion(version)
                    .withKind(kind)
                    .withUid("uid")
                    .withController(controller)
                    .build()));
    assertThat(PodInfo.of(pod).spreadOwner()).isEqualTo(owner);
  }

  @Test
  void hostPortsAreThoseOfContainersThatKeepRunning() {
    var pod =
        pod(
            "p",
            """
            initContainers:
            - {name: i, ports: [{containerPort: 1, hostPort: 1}]}
            - {name: s, restartPolicy: Always, ports: [{containerPort: 2, hostPort: 2, protocol: UDP}]}
            containers:
            - {name: c, ports: [{containerPort: 3}, {containerPort: 4, hostPort: 4, hostIP: 10.0.0.1}]}
            """);
    assertThat(PodInfo.of(pod).hostPorts())
        .containsExactly(new HostPort("0.0.0.0", "UDP", 2), new HostPort("10.0.0.1", "TCP", 4));
  }
}
