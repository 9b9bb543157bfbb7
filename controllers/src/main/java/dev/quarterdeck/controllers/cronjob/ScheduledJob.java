package dev.quarterdeck.controllers.cronjob;

import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.model.time.TimeZones;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The job of one start. */
final class ScheduledJob {

  static final String START = "batch.kubernetes.io/cronjob-scheduled-timestamp";

  private ScheduledJob() {}

  /**
   * Its name says which start it is of, to the minute: nobody can make it twice, whatever is
   * forgotten in between.
   */
  static String name(CronJob cronJob, Instant start) {
    return cronJob.getMetadata().getName() + "-" + start.getEpochSecond() / 60;
  }

  static Job of(CronJob cronJob, Instant start) {
    var template = cronJob.getSpec().getJobTemplate();
    var metadata = Objects.requireNonNullElseGet(template.getMetadata(), ObjectMeta::new);
    var annotations =
        new HashMap<>(Objects.requireNonNullElse(metadata.getAnnotations(), Map.of()));
    annotations.put(START, timestamp(cronJob, start));
    return new JobBuilder()
        .withNewMetadata()
        .withNamespace(cronJob.getMetadata().getNamespace())
        .withName(name(cronJob, start))
        .withLabels(metadata.getLabels())
        .withAnnotations(annotations)
        .withOwnerReferences(Owners.controllerReference(cronJob))
        .endMetadata()
        .withSpec(template.getSpec())
        .build();
  }

  private static String timestamp(CronJob cronJob, Instant start) {
    var zone =
        TimeZones.find(Objects.requireNonNullElse(cronJob.getSpec().getTimeZone(), ""))
            .orElse(ZoneOffset.UTC);
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(start.atZone(zone));
  }

  /** Which start a job is of; empty for one that somebody else made. */
  static Optional<Instant> start(Job job) {
    var annotations = Objects.requireNonNullElse(job.getMetadata().getAnnotations(), Map.of());
    try {
      return Optional.ofNullable(annotations.get(START))
          .map(text -> OffsetDateTime.parse(text.toString()).toInstant());
    } catch (DateTimeException malformed) {
      return Optional.empty();
    }
  }
}
