package dev.quarterdeck.kinds.batch;

import static dev.quarterdeck.kinds.Column.AGE;
import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Column.flag;
import static dev.quarterdeck.kinds.Column.number;
import static dev.quarterdeck.kinds.Column.text;
import static dev.quarterdeck.kinds.Columns.NONE;
import static dev.quarterdeck.kinds.Subresource.STATUS;

import dev.quarterdeck.kinds.Ages;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.SelectableFields;
import dev.quarterdeck.machinery.Tree;
import java.util.List;

/** batch/v1. */
public final class BatchKinds {

  private static final SelectableFields FIELDS =
      new SelectableFields("status.successful")
          .readBy((job, field) -> Long.toString(job.path("status").path("succeeded").asLong(0)));

  private BatchKinds() {}

  /** In the order discovery shows them. */
  public static List<ResourceType> all() {
    return List.of(cronJob().type(), job().type());
  }

  private static Kind cronJob() {
    return Kind.namespaced("batch/v1", "cronjobs", "CronJob")
        .shortNames("cj")
        .categories("all")
        .subresources(STATUS)
        .defaults(CronJobRules::applyDefaults)
        .rules(cron -> CronJobRules.check(cron.get("spec")))
        .createRules((cron, context) -> CronJobRules.checkNew(cron))
        .updateRules(CronJobRules::checkUpdate)
        .warnings(JobWarnings::ofCronJob)
        .columns(
            NAME,
            text("Schedule", "spec.schedule"),
            text("Timezone", "spec.timeZone").orElse(NONE),
            flag("Suspend", "spec.suspend")
                .shows(c -> c.at("/spec/suspend").asBoolean(false) ? "True" : "False"),
            number("Active", "status.active").shows(c -> (long) c.at("/status/active").size()),
            text("Last Schedule", "status.lastScheduleTime")
                .showsAt(
                    (cron, now) -> {
                      var last = Tree.text(cron, "/status/lastScheduleTime");
                      return last.isEmpty() ? NONE : Ages.since(last, now);
                    }),
            AGE)
        .columns(Columns.template("spec.jobTemplate.spec.template.spec"))
        .columns(Columns.selector("spec.jobTemplate.spec.selector"));
  }

  private static Kind job() {
    return Kind.namespaced("batch/v1", "jobs", "Job")
        .categories("all")
        .subresources(STATUS)
        .orphansDependents(
            "child pods are preserved by default when jobs are deleted; set"
                + " propagationPolicy=Background to remove them or set propagationPolicy=Orphan to"
                + " suppress this warning")
        .prepareCreate((job, context) -> GeneratedSelector.fill(job))
        .defaults(JobDefaults::apply)
        .rules(JobRules::checkJob)
        .createRules((job, context) -> GeneratedSelector.check(job, true))
        .immutable(
            "spec.selector",
            "spec.completionMode",
            "spec.podFailurePolicy",
            "spec.backoffLimitPerIndex",
            "spec.managedBy",
            "spec.successPolicy")
        .updateRules(JobChanges::check)
        .warnings(JobWarnings::ofJob)
        .selectable(FIELDS)
        .columns(
            NAME,
            text("Status").about("Status of the job.").shows(JobCells::status),
            text("Completions", "status.succeeded").shows(JobCells::completions),
            text("Duration")
                .about("Time required to complete the job.")
                .showsAt(JobCells::duration),
            AGE)
        .columns(Columns.template("spec.template.spec"))
        .columns(Columns.selector("spec.selector"));
  }
}
