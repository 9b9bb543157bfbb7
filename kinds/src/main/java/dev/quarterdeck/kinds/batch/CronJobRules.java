package dev.quarterdeck.kinds.batch;

import static dev.quarterdeck.machinery.Tree.child;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.kinds.pod.PodTemplate;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.model.cron.CronSchedule;
import dev.quarterdeck.model.time.TimeZones;
import java.util.List;
import java.util.regex.Pattern;

/** What a CronJob may say beyond the facts of its fields (ValidateCronJob). */
final class CronJobRules {

  /** Room for the time that is put behind a job's name. */
  private static final int MAX_NAME = 52;

  /**
   * A part of a zone's name (<a href="https://data.iana.org/time-zones/theory.html">naming</a>).
   */
  private static final Pattern ZONE_PART = Pattern.compile("[A-Za-z._0-9+][A-Za-z._0-9+-]{0,13}");

  private CronJobRules() {}

  /** The template has only those of a Job's defaults that each type has: the rest comes later. */
  static void applyDefaults(ObjectNode cronJob) {
    PodTemplate.applyDefaults(child(child(child(cronJob, "spec"), "jobTemplate"), "spec"));
  }

  static void check(Field spec) {
    var schedule = spec.get("schedule");
    if (schedule.present()) {
      checkSchedule(schedule);
    }
    var job = spec.get("jobTemplate", "spec");
    JobRules.check(job);
    if (job.get("selector").present()) {
      job.get("selector").invalid("`selector` will be auto-generated");
    }
    if (job.get("manualSelector").isTrue()) {
      job.get("manualSelector").notSupported(List.of("nil", "false"));
    }
  }

  static void checkNew(Field cronJob) {
    var name = cronJob.get("metadata", "name");
    if (name.text().length() > MAX_NAME) {
      name.invalid("must be no more than " + MAX_NAME + " characters");
    }
    checkZones(cronJob.get("spec"), false);
    checkZone(cronJob.get("spec", "timeZone"));
  }

  /** A zone that is no longer known may stay. */
  static void checkUpdate(Field cronJob, ObjectNode old, WriteContext context) {
    if (context.isStatus()) {
      return;
    }
    var spec = cronJob.get("spec");
    checkZones(spec, old.at("/spec/schedule").asText().contains("TZ"));
    if (!spec.get("timeZone").node().equals(old.at("/spec/timeZone"))) {
      checkZone(spec.get("timeZone"));
    }
  }

  private static void checkSchedule(Field schedule) {
    try {
      CronSchedule.parse(schedule.text());
    } catch (IllegalArgumentException e) {
      schedule.invalid(e.getMessage());
    }
  }

  /**
   * Refuses a zone within the schedule.
   *
   * @param tolerated it was let in once, and may stay as long as there is no other
   */
  private static void checkZones(Field spec, boolean tolerated) {
    var schedule = spec.get("schedule");
    if (!schedule.text().contains("TZ")) {
      return;
    }
    if (!tolerated) {
      schedule.invalid("cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
    } else if (spec.get("timeZone").node().isTextual()) {
      schedule.invalid("cannot use both timeZone field and TZ or CRON_TZ in schedule");
    }
  }

  private static void checkZone(Field zone) {
    if (!zone.node().isTextual()) {
      return;
    }
    if (zone.text().isEmpty()) {
      zone.invalid("timeZone must be nil or non-empty string");
      return;
    }
    var unknown = "unknown time zone " + zone.text();
    for (var part : zone.text().split("/", -1)) {
      if (part.equals(".") || part.equals("..") || !ZONE_PART.matcher(part).matches()) {
        zone.invalid(unknown);
        return;
      }
    }
    if (zone.text().equalsIgnoreCase("Local")) {
      zone.invalid(
          "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
    }
    if (!zone.text().equals("Local") && TimeZones.find(zone.text()).isEmpty()) {
      zone.invalid(unknown);
    }
  }
}
