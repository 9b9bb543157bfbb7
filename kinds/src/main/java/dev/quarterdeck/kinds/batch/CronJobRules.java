package dev.quarterdeck.kinds.batch;

import static dev.quarterdeck.machinery.Tree.child;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a CronJob may say (ValidateCronJob). */
final class CronJobRules {

  /** Room for the time that is put behind a job's name. */
  private static final int MAX_NAME = 52;

  private static final Pattern SCHEDULE =
      Pattern.compile(
          "@(yearly|annually|monthly|weekly|daily|midnight|hourly|every \\S{1,50})"
              + "|[\\d*/,?LW#A-Za-z-]{1,100}(\\s+[\\d*/,?LW#A-Za-z-]{1,100}){4}");

  private CronJobRules() {}

  static List<String> name(String name) {
    var messages = new ArrayList<>(Names.dns1123Subdomain(name));
    if (name.length() > MAX_NAME) {
      messages.add("must be no more than " + MAX_NAME + " characters");
    }
    return messages;
  }

  static void applyDefaults(ObjectNode cronJob) {
    JobRules.applyDefaults(child(child(child(cronJob, "spec"), "jobTemplate"), "spec"));
  }

  static void check(Field spec) {
    var schedule = spec.get("schedule");
    if (schedule.present() && !SCHEDULE.matcher(schedule.text()).matches()) {
      schedule.invalid("must be five cron fields or a descriptor such as @hourly");
    }
    var zone = spec.get("timeZone");
    if (zone.present()) {
      try {
        ZoneId.of(zone.text());
      } catch (DateTimeException unknown) {
        zone.invalid("unknown time zone " + zone.text());
      }
    }
    JobRules.check(spec.get("jobTemplate", "spec"));
  }
}
