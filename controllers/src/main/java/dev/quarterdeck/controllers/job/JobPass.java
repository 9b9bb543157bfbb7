package dev.quarterdeck.controllers.job;

import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.job.JobApi.Answer;
import dev.quarterdeck.controllers.job.JobStatusPlan.Outcome;
import dev.quarterdeck.controllers.job.JobStatusPlan.Standing;
import dev.quarterdeck.controllers.pod.PodFacts;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One look at one job: changes the number of its pods, then counts those that ended. A failure with
 * pods is kept until they are counted.
 */
final class JobPass {

  private final JobApi api;
  private final OwnWrites writes;
  private final JobMetrics metrics;

  /** Moves on with each write. */
  private Job job;

  JobPass(JobApi api, OwnWrites writes, JobMetrics metrics, Job job) {
    this.api = api;
    this.writes = writes;
    this.metrics = metrics;
    this.job = job;
  }

  /** Finds out about pods that an earlier pass asked for and got no answer about. */
  void resolveUnsure() throws InterruptedException {
    for (var name : writes.unsure(job)) {
      if (api.hasPod(job, name)) {
        writes.sure(job, name);
      } else {
        writes.notMade(job, name);
      }
    }
  }

  /**
   * Does what there is to do.
   *
   * @param backOff takes what the next pass is to begin with
   */
  Result run(JobSnapshot snapshot, JobPods templates, Consumer<BackOff> backOff) throws Exception {
    var start = System.nanoTime();
    var step = JobPlan.next(snapshot);
    var succeeded = false;
    try {
      var changed = change(snapshot, step, templates);
      var standing = JobStatusPlan.after(snapshot, step, changed.outcome);
      track(snapshot, step, standing, backOff);
      if (changed.failure.isPresent()) {
        throw changed.failure.get();
      }
      succeeded = true;
      return step.again().map(Result::requeueAfter).orElseGet(Result::done);
    } finally {
      metrics.synced(job, step.change(), succeeded, System.nanoTime() - start);
    }
  }

  private record Changed(Outcome outcome, Optional<Exception> failure) {}

  private Changed change(JobSnapshot snapshot, JobPlan.Step step, JobPods templates)
      throws InterruptedException {
    return switch (step.change()) {
      case PodChange.Hold(), PodChange.Nothing(), PodChange.Wait(_) ->
          new Changed(Outcome.NOTHING, Optional.empty());
      case PodChange.End(var pods) -> removed(api.delete(job, pods));
      case PodChange.Remove(var pods) -> {
        writes.removing(job, pods);
        var answers = api.remove(job, pods);
        notDone(answers).forEach(answer -> writes.notRemoved(job, answer.pod()));
        yield removed(answers);
      }
      case PodChange.Create(var pods) -> create(templates.of(job, pods), step.tally());
    };
  }

  private Changed create(List<Pod> pods, Tally tally) throws InterruptedException {
    writes.making(job, pods);
    var answers = api.create(job, pods);
    for (var answer : answers) {
      var name = answer.pod().getMetadata().getName();
      switch (answer) {
        case Answer.Done _ -> {}
        case Answer.Unknown _ -> writes.unsure(job, name);
        case Answer.Refused _, Answer.Untried _ -> writes.notMade(job, name);
      }
    }
    var made = done(answers).size();
    metrics.created(job, tally, made, answers.size() - made);
    return new Changed(new Outcome(made, 0, 0), failure(answers));
  }

  private static Changed removed(List<Answer> answers) {
    var gone = done(answers);
    var ready = gone.stream().filter(PodFacts::isReady).count();
    return new Changed(new Outcome(0, gone.size(), Math.toIntExact(ready)), failure(answers));
  }

  private static List<Pod> done(Collection<Answer> answers) {
    return answers.stream().filter(Answer.Done.class::isInstance).map(Answer::pod).toList();
  }

  private static Stream<Answer> notDone(Collection<Answer> answers) {
    return answers.stream().filter(answer -> !(answer instanceof Answer.Done));
  }

  private static Optional<Exception> failure(Collection<Answer> answers) {
    return answers.stream()
        .<Exception>mapMulti(
            (answer, sink) -> {
              switch (answer) {
                case Answer.Refused(_, var cause) -> sink.accept(cause);
                case Answer.Unknown(_, var cause) -> sink.accept(cause);
                case Answer.Done _, Answer.Untried _ -> {}
              }
            })
        .findFirst();
  }

  /** Note, take off finalizers, count: each step is safe to stop after and to begin again with. */
  private void track(
      JobSnapshot snapshot, JobPlan.Step step, Standing standing, Consumer<BackOff> backOff)
      throws Exception {
    var tracking = Tracking.of(snapshot, step.tally(), standing);
    write(snapshot.status(), tracking.before());
    backOff.accept(step.tally().backOff());
    metrics.judged(tracking.judged());
    standing.suspended().ifPresent(this::tellSuspension);

    writes.releasing(job, tracking.release());
    var answers = api.release(tracking.release());
    notDone(answers).forEach(answer -> writes.notReleased(job, answer.pod()));
    var after = tracking.after(uids(done(answers)));
    var failure = failure(answers);
    if (failure.isPresent()) {
      write(tracking.before(), after);
      throw failure.get();
    }
    var ending = tracking.ended(after);
    write(
        tracking.before(), ending.map(e -> JobStatusPlan.ended(snapshot, after, e)).orElse(after));
    ending.ifPresent(this::tellEnd);
  }

  private void write(JobStatus known, JobStatus status) throws InterruptedException {
    if (status.equals(known)) {
      return;
    }
    job = api.write(job, status);
    writes.wrote(job);
    metrics.counted(job, known);
  }

  private void tellSuspension(boolean suspended) {
    if (suspended) {
      api.event(job, "Normal", "Suspended", "Job suspended");
    } else {
      api.event(job, "Normal", "Resumed", "Job resumed");
    }
  }

  private void tellEnd(JobEnd ending) {
    metrics.finished(job, ending);
    if (!ending.success()) {
      api.event(job, "Warning", ending.reason(), ending.message());
      return;
    }
    var succeeded = JobFacts.orElse(job.getStatus().getSucceeded(), 0);
    if (JobFacts.completions(job).filter(wanted -> succeeded > wanted).isPresent()) {
      var text = "Too many succeeded pods running after completion count reached";
      api.event(job, "Warning", "TooManySucceededPods", text);
    }
    api.event(job, "Normal", "Completed", "Job completed");
  }

  private static Set<String> uids(Collection<Pod> pods) {
    var uids = new HashSet<String>();
    pods.forEach(pod -> uids.add(pod.getMetadata().getUid()));
    return uids;
  }
}
