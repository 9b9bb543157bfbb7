package dev.quarterdeck.scheduler.bind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.model.Json;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodStatusUpdateTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:09.5Z");

  private static Optional<Pod> pod(String status) {
    return Optional.of(
        Serialization.unmarshal(
            "---\n{kind: Pod, apiVersion: v1, metadata: {name: p, generation: 3}, status: %s}"
                .formatted(status),
            Pod.class));
  }

  private static void assertPatch(PodStatusUpdate update, Optional<Pod> latest, String status)
      throws Exception {
    var expected =
        Json.mapper().readTree("{\"metadata\":{\"uid\":\"u\"},\"status\":" + status + "}");
    assertThat(update.patch("u", latest, NOW).orElseThrow().toString())
        .isEqualTo(expected.toString());
  }

  @Test
  void theConditionIsWrittenOnceAndItsTransitionTimeStays() throws Exception {
    var update = PodStatusUpdate.notScheduled("Unschedulable", "full", Optional.empty());
    assertPatch(
        update,
        pod("{}"),
        """
        {"conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable",
        "message":"full","lastTransitionTime":"2026-01-01T00:00:09Z","observedGeneration":3}]}
        """);
    assertPatch(
        update,
        pod(
            "{conditions: [{type: PodScheduled, status: 'False', reason: SchedulerError, message: x,"
                + " lastTransitionTime: '2025-01-01T00:00:00Z'}]}"),
        """
        {"conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable",
        "message":"full","lastTransitionTime":"2025-01-01T00:00:00Z","observedGeneration":3}]}
        """);
    assertThat(
            update.patch(
                "u",
                pod(
                    "{conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,"
                        + " message: full}]}"),
                NOW))
        .isEmpty();
  }

  @Test
  void theNominatedNodeIsSetTakenBackOrLeft() throws Exception {
    assertPatch(PodStatusUpdate.nominated("n"), pod("{}"), "{\"nominatedNodeName\":\"n\"}");
    assertPatch(
        PodStatusUpdate.nominated(""),
        pod("{nominatedNodeName: n}"),
        "{\"nominatedNodeName\":null}");
    assertThat(PodStatusUpdate.nominated("").patch("u", pod("{}"), NOW)).isEmpty();
    assertThat(PodStatusUpdate.nominated("n").patch("u", pod("{nominatedNodeName: n}"), NOW))
        .isEmpty();
  }
}
