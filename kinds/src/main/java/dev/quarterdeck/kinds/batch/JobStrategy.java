package dev.quarterdeck.kinds.batch;

import static dev.quarterdeck.machinery.Tree.child;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Ages;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.SelectableFields;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Job (batch/v1). */
public final class JobStrategy extends KindStrategy {

  private static final SelectableFields FIELDS =
      new SelectableFields("status.successful")
          .readBy((job, field) -> Long.toString(job.path("status").path("succeeded").asLong(0)));

  public JobStrategy() {
    super(Shape.NAMESPACED_WITH_STATUS, Names::dns1123Subdomain);
  }

  @Override
  public void prepareForCreate(ObjectNode object, WriteContext context) {
    super.prepareForCreate(object, context);
    if (!object.path("spec").path("manualSelector").asBoolean(false)) {
      selectOwnPods(object);
    }
  }

  /** A Job finds its pods by its own uid, under the label's new and old names. */
  private static void selectOwnPods(ObjectNode object) {
    var uid = Tree.text(object, "/metadata/uid");
    var spec = child(object, "spec");
    var labels = child(child(child(spec, "template"), "metadata"), "labels");
    for (var prefix : List.of("", "batch.kubernetes.io/")) {
      labels.put(prefix + "controller-uid", uid);
      labels.put(prefix + "job-name", Tree.text(object, "/metadata/name"));
    }
    if (Tree.absent(spec.get("selector"))) {
      spec.putObject("selector")
          .putObject("matchLabels")
          .put("batch.kubernetes.io/controller-uid", uid);
    }
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    var spec = child(object, "spec");
    if (Tree.absent(spec.get("completions")) && Tree.absent(spec.get("parallelism"))) {
      spec.put("completions", 1);
    }
    JobRules.applyDefaults(spec);
  }

  /** As batch/v1 has always done; clients say Background. */
  @Override
  public boolean orphansDependents() {
    return true;
  }

  @Override
  protected void rules(Field object) {
    JobRules.check(object.get("spec"));
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    JobRules.checkUpdate(object.get("spec"), old.path("spec"));
  }

  @Override
  public SelectableFields selectableFields() {
    return FIELDS;
  }

  @Override
  public List<Column> columns() {
    return Columns.row(
        List.of(
            Column.NAME,
            Columns.text("Status", "How it stands.", (job, now) -> status(job)),
            Columns.text(
                "Completions", "Pods done of pods wanted.", (job, now) -> completions(job)),
            Columns.text("Duration", "How long it has run.", JobStrategy::duration),
            Column.AGE),
        Columns.template("/spec/template/spec"),
        List.of(Columns.SELECTOR));
  }

  private static String status(JsonNode job) {
    for (var type : List.of("Complete", "Failed", "Suspended", "FailureTarget")) {
      for (var condition : job.at("/status/conditions")) {
        if (condition.path("type").asText().equals(type)
            && condition.path("status").asText().equals("True")) {
          return type;
        }
      }
    }
    return Tree.absent(job.path("metadata").get("deletionTimestamp")) ? "Running" : "Terminating";
  }

  private static String completions(JsonNode job) {
    var done = job.at("/status/succeeded").asLong(0);
    if (job.at("/spec/completions").isNumber()) {
      return done + "/" + job.at("/spec/completions").asLong();
    }
    var parallelism = job.at("/spec/parallelism").asLong(0);
    return parallelism > 1 ? done + "/1 of " + parallelism : done + "/1";
  }

  private static String duration(JsonNode job, Instant now) {
    var start = Tree.text(job, "/status/startTime");
    var end = Tree.text(job, "/status/completionTime");
    if (start.isEmpty()) {
      return "";
    }
    return end.isEmpty()
        ? Ages.since(start, now)
        : Ages.human(Duration.between(Instant.parse(start), Instant.parse(end)));
  }
}
