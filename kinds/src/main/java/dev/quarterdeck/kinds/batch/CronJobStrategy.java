package dev.quarterdeck.kinds.batch;

import static dev.quarterdeck.machinery.Tree.child;
import static dev.quarterdeck.machinery.Tree.fill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Ages;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** CronJob (batch/v1). */
public final class CronJobStrategy extends KindStrategy {

  /** Room for the time that is put behind a job's name. */
  private static final int MAX_NAME = 52;

  private static final Pattern SCHEDULE =
      Pattern.compile(
          "@(yearly|annually|monthly|weekly|daily|midnight|hourly|every \\S{1,50})"
              + "|[\\d*/,?LW#A-Za-z-]{1,100}(\\s+[\\d*/,?LW#A-Za-z-]{1,100}){4}");

  public CronJobStrategy() {
    super(Shape.NAMESPACED_WITH_STATUS, CronJobStrategy::name);
  }

  private static List<String> name(String name) {
    var messages = new ArrayList<>(Names.dns1123Subdomain(name));
    if (name.length() > MAX_NAME) {
      messages.add("must be no more than " + MAX_NAME + " characters");
    }
    return messages;
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    var spec = child(object, "spec");
    fill(spec, "concurrencyPolicy", "Allow");
    fill(spec, "suspend", false);
    fill(spec, "successfulJobsHistoryLimit", 3);
    fill(spec, "failedJobsHistoryLimit", 1);
    JobRules.applyDefaults(child(child(spec, "jobTemplate"), "spec"));
  }

  @Override
  protected void rules(Field object) {
    var spec = object.get("spec");
    var schedule = spec.get("schedule");
    if (schedule.absent()) {
      schedule.required("");
    } else if (!SCHEDULE.matcher(schedule.text()).matches()) {
      schedule.invalid("must be five cron fields or a descriptor such as @hourly");
    }
    zone(spec.get("timeZone"));
    spec.get("concurrencyPolicy").oneOf(List.of("Allow", "Forbid", "Replace"));
    for (var name :
        List.of(
            "startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit")) {
      spec.get(name).notNegative();
    }
    JobRules.check(spec.get("jobTemplate", "spec"));
  }

  private static void zone(Field zone) {
    if (zone.present()) {
      try {
        ZoneId.of(zone.text());
      } catch (DateTimeException unknown) {
        zone.invalid("unknown time zone " + zone.text());
      }
    }
  }

  @Override
  public List<Column> columns() {
    return Columns.row(
        List.of(
            Column.NAME,
            Columns.text("Schedule", "When it runs.", Columns.textAt("/spec/schedule", "")),
            Columns.text(
                "Timezone", "Of its schedule.", Columns.textAt("/spec/timeZone", Columns.NONE)),
            Columns.text(
                "Suspend",
                "Whether it rests.",
                (cron, now) -> cron.at("/spec/suspend").asBoolean(false) ? "True" : "False"),
            Columns.number(
                "Active", "Jobs running now.", (c, now) -> (long) c.at("/status/active").size()),
            Columns.text("Last Schedule", "When it last ran.", CronJobStrategy::last),
            Column.AGE),
        Columns.template("/spec/jobTemplate/spec/template/spec"),
        List.of(
            Columns.wide(
                "Selector",
                "The label selector of its jobs.",
                (cron, now) ->
                    Columns.labels(cron.at("/spec/jobTemplate/spec/selector/matchLabels")))));
  }

  private static String last(JsonNode cron, Instant now) {
    var time = Tree.text(cron, "/status/lastScheduleTime");
    return time.isEmpty() ? Columns.NONE : Ages.since(time, now);
  }
}
