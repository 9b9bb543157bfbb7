package dev.quarterdeck.controllers.volumeprotection;

import static dev.quarterdeck.controllers.pod.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.volumeprotection.ProtectionPlan.Decision;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProtectionPlanTest {

  private static final String OURS = ProtectionPlan.CLAIM_FINALIZER;
  private static final String OTHER = "example.com/other";
  private static final String DELETED = "2026-01-01T01:00:00Z";

  private static PersistentVolumeClaim claim(String name, boolean deleted, String... finalizers) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(name)
        .withFinalizers(finalizers)
        .withDeletionTimestamp(deleted ? DELETED : null)
        .endMetadata()
        .build();
  }

  private static PodBuilder naming(String claim) {
    return pod("user")
        .editSpec()
        .addNewVolume()
        .withName("data")
        .withNewPersistentVolumeClaim(claim, false)
        .endVolume()
        .endSpec();
  }

  private static PodBuilder onNode(PodBuilder pod) {
    return pod.editSpec().withNodeName("n1").endSpec();
  }

  @Test
  void addsTheFinalizerToAClaimThatHasNone() {
    assertThat(ProtectionPlan.next(claim("data", false, OTHER), List.of()))
        .isEqualTo(new Decision.Protect(List.of(OTHER, OURS)));
  }

  @Test
  void leavesAClaimThatIsProtectedAndOneThatWasLetGo() {
    assertThat(ProtectionPlan.next(claim("data", false, OURS), List.of()))
        .isEqualTo(new Decision.Leave());
    assertThat(ProtectionPlan.next(claim("data", true, OTHER), List.of()))
        .isEqualTo(new Decision.Leave());
  }

  static Stream<Arguments> users() {
    return Stream.of(
        arguments("on a node", onNode(naming("data")).build(), true),
        arguments("on no node yet", naming("data").build(), false),
        arguments("naming another claim", onNode(naming("logs")).build(), false),
        arguments("without volumes", onNode(pod("user")).build(), false),
        arguments("finished but there", phase(onNode(naming("data")), "Failed"), true),
        arguments("being deleted", deleted(onNode(naming("data")), 30), true),
        arguments("shut down but there", deleted(onNode(naming("data")), 0), true));
  }

  private static Pod phase(PodBuilder pod, String phase) {
    return pod.editStatus().withPhase(phase).endStatus().build();
  }

  private static Pod deleted(PodBuilder pod, long grace) {
    return pod.editMetadata()
        .withDeletionTimestamp(DELETED)
        .withDeletionGracePeriodSeconds(grace)
        .endMetadata()
        .build();
  }

  @ParameterizedTest(name = "a pod {0} uses it: {2}")
  @MethodSource("users")
  void letsADeletedClaimGoWhenNoPodOnANodeNamesIt(String how, Pod pod, boolean uses) {
    assertThat(ProtectionPlan.next(claim("data", true, OURS, OTHER), List.of(pod)))
        .isEqualTo(uses ? new Decision.Leave() : new Decision.Release(List.of(OTHER)));
  }

  @ParameterizedTest
  @CsvSource({
    "its own claim,                 user, true,  30, true",
    "its own claim once shut down,  user, true,   0, false",
    "a claim it does not control,   user, false, 30, false",
    "another pod's claim,           them, true,  30, false",
  })
  void anEphemeralVolumeUsesTheClaimThatWasMadeForIt(
      String what, String owner, boolean controlled, long grace, boolean uses) {
    var pod =
        deleted(
            onNode(
                pod("user")
                    .editSpec()
                    .addNewVolume()
                    .withName("data")
                    .withNewEphemeral()
                    .endEphemeral()
                    .endVolume()
                    .endSpec()),
            grace);
    var claim = claim(owner + "-data", true, OURS);
    if (controlled) {
      claim.getMetadata().setOwnerReferences(List.of(Owners.controllerReference(pod)));
    }
    assertThat(ProtectionPlan.next(claim, List.of(pod)))
        .isEqualTo(uses ? new Decision.Leave() : new Decision.Release(List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "Bound,     true,  true,  leave",
    "Released,  true,  true,  release",
    "Available, true,  true,  release",
    ",          true,  true,  release",
    "Available, true,  false, leave",
    "Bound,     false, true,  leave",
    "Bound,     false, false, protect",
  })
  void aVolumeGoesOnceItIsNotBound(
      String phase, boolean deleted, boolean isProtected, String expected) {
    var volume =
        new PersistentVolumeBuilder()
            .withNewMetadata()
            .withName("disk")
            .withDeletionTimestamp(deleted ? DELETED : null)
            .withFinalizers(isProtected ? List.of(ProtectionPlan.VOLUME_FINALIZER) : List.of())
            .endMetadata()
            .withNewStatus()
            .withPhase(phase)
            .endStatus()
            .build();
    assertThat(ProtectionPlan.next(volume))
        .isEqualTo(
            switch (expected) {
              case "protect" -> new Decision.Protect(List.of(ProtectionPlan.VOLUME_FINALIZER));
              case "release" -> new Decision.Release(List.of());
              default -> new Decision.Leave();
            });
  }

  @ParameterizedTest
  @CsvSource({"Running, n1, false", "Succeeded, n1, true", "Pending, '', true"})
  void onlyPodsThatLetGoAreLookedAt(String phase, String node, boolean letsGo) {
    var pod = phase(pod("user").editSpec().withNodeName(node).endSpec(), phase);
    assertThat(ProtectionPlan.letsGo(pod)).isEqualTo(letsGo);
    assertThat(ProtectionPlan.letsGo(deleted(onNode(pod("user")), 0))).isTrue();
  }
}
