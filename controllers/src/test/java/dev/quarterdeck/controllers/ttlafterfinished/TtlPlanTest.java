package dev.quarterdeck.controllers.ttlafterfinished;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TtlPlanTest {

  private static Job job(Integer ttl, String condition, String status, String deleted) {
    return new JobBuilder()
        .withNewMetadata()
        .withName("work")
        .withDeletionTimestamp(deleted)
        .endMetadata()
        .withNewSpec()
        .withTtlSecondsAfterFinished(ttl)
        .endSpec()
        .withNewStatus()
        .addNewCondition()
        .withType(condition)
        .withStatus(status)
        .withLastTransitionTime("2026-01-01T00:00:00Z")
        .endCondition()
        .endStatus()
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "100, Complete, True, , 2026-01-01T00:01:40Z",
    "100, Failed, True, , 2026-01-01T00:01:40Z",
    "0, Complete, True, , 2026-01-01T00:00:00Z",
    ", Complete, True, , ",
    "100, Complete, False, , ",
    "100, FailureTarget, True, , ",
    "100, Suspended, True, , ",
    "100, Complete, True, 2026-01-01T00:00:01Z, ",
  })
  void aJobGoesSoLongAfterItsEnd(
      Integer ttl, String condition, String status, String deleted, Instant expiry) {
    assertThat(TtlPlan.expiry(job(ttl, condition, status, deleted)))
        .isEqualTo(Optional.ofNullable(expiry));
  }

  @Test
  void aJobWithoutStatusStays() {
    var job = job(100, "Complete", "True", null);
    job.setStatus(null);
    assertThat(TtlPlan.expiry(job)).isEmpty();
  }
}
