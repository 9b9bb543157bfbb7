package dev.quarterdeck.controllers.job;

import static dev.quarterdeck.controllers.job.TestJobs.NOW;
import static dev.quarterdeck.controllers.job.TestJobs.failed;
import static dev.quarterdeck.controllers.job.TestJobs.failures;
import static dev.quarterdeck.controllers.job.TestJobs.indexed;
import static dev.quarterdeck.controllers.job.TestJobs.job;
import static dev.quarterdeck.controllers.job.TestJobs.limited;
import static dev.quarterdeck.controllers.job.TestJobs.pod;
import static dev.quarterdeck.controllers.job.TestJobs.snapshot;
import static dev.quarterdeck.controllers.job.TestJobs.succeeded;
import static dev.quarterdeck.controllers.job.TestJobs.terminating;
import static dev.quarterdeck.controllers.job.TestJobs.untracked;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controllers.job.JobStatusPlan.Outcome;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The status of a job, and how ended pods get into it. */
class TrackingTest {

  /** A pass in which all requests go well. */
  private record Pass(Tracking tracking, JobStatus after) {

    static Pass of(JobSnapshot snapshot) {
      var step = JobPlan.next(snapshot);
      var outcome =
          switch (step.change()) {
            case PodChange.Hold _, PodChange.Nothing _, PodChange.Wait _ -> Outcome.NOTHING;
            case PodChange.End(var pods) -> new Outcome(0, pods.size(), pods.size());
            case PodChange.Remove(var pods) -> new Outcome(0, pods.size(), pods.size());
            case PodChange.Create(var pods) -> new Outcome(pods.size(), 0, 0);
          };
      var standing = JobStatusPlan.after(snapshot, step, outcome);
      var tracking = Tracking.of(snapshot, step.tally(), standing);
      var released =
          tracking.release().stream()
              .map(pod -> pod.getMetadata().getUid())
              .collect(Collectors.toSet());
      var after = tracking.after(released);
      return new Pass(
          tracking,
          tracking
              .ended(after)
              .map(ending -> JobStatusPlan.ended(snapshot, after, ending))
              .orElse(after));
    }

    List<String> released() {
      return tracking.release().stream().map(pod -> pod.getMetadata().getName()).toList();
    }
  }

  private static List<String> conditions(JobStatus status) {
    return status.getConditions().stream()
        .map(c -> c.getType() + "=" + c.getStatus() + " " + c.getReason())
        .toList();
  }

  @Test
  void aNewJobStarts() {
    var pass = Pass.of(snapshot(job(5, 2)));
    var status = pass.after;
    assertThat(status.getStartTime()).isEqualTo("2026-01-01T02:00:00Z");
    assertThat(status.getActive()).isEqualTo(2);
    assertThat(status.getReady()).isZero();
    assertThat(status.getTerminating()).isZero();
    assertThat(status.getSucceeded()).isNull();
    assertThat(status.getUncountedTerminatedPods().getSucceeded()).isEmpty();
    assertThat(status.getConditions()).isEmpty();
  }

  @Test
  void notesThenReleasesThenCounts() {
    var pass =
        Pass.of(
            snapshot(
                job(5, 2), succeeded(pod("good")), failed(pod("bad")), pod("running").build()));
    var before = pass.tracking.before();
    assertThat(before.getUncountedTerminatedPods().getSucceeded()).containsExactly("good");
    assertThat(before.getUncountedTerminatedPods().getFailed()).containsExactly("bad");
    assertThat(before.getSucceeded()).isNull();
    assertThat(pass.released()).containsExactly("good", "bad");
    assertThat(pass.after.getUncountedTerminatedPods().getFailed()).isEmpty();
    assertThat(pass.after.getSucceeded()).isEqualTo(1);
    assertThat(pass.after.getFailed()).isEqualTo(1);
  }

  @Test
  void whatCouldNotBeReleasedStaysNoted() {
    var snapshot = snapshot(job(5, 5), succeeded(pod("one")), succeeded(pod("two")));
    var step = JobPlan.next(snapshot);
    var tracking =
        Tracking.of(snapshot, step.tally(), JobStatusPlan.after(snapshot, step, Outcome.NOTHING));
    var after = tracking.after(Set.of("two"));
    assertThat(after.getUncountedTerminatedPods().getSucceeded()).containsExactly("one");
    assertThat(after.getSucceeded()).isEqualTo(1);
  }

  @Test
  void goesOnWhereACrashStoppedIt() {
    var noted =
        job(5, 2)
            .withNewStatus()
            .withSucceeded(1)
            .withNewUncountedTerminatedPods()
            .withSucceeded("held", "released", "gone")
            .endUncountedTerminatedPods()
            .endStatus();
    var pass =
        Pass.of(snapshot(noted, succeeded(pod("held")), untracked(succeeded(pod("released")))));
    assertThat(pass.tracking.before().getSucceeded()).isEqualTo(3);
    assertThat(pass.tracking.before().getUncountedTerminatedPods().getSucceeded())
        .containsExactly("held");
    assertThat(pass.released()).containsExactly("held");
    assertThat(pass.after.getSucceeded()).isEqualTo(4);
  }

  @Test
  void aPodReleasedButSeenWithItsFinalizerIsNotCountedAgain() {
    var pod = succeeded(pod("seen-late"));
    var job = job(5, 2).withNewStatus().withSucceeded(1).endStatus().build();
    var snapshot = new JobSnapshot(job, List.of(pod), true, Set.of("seen-late"), BackOff.NONE, NOW);
    var pass = Pass.of(snapshot);
    assertThat(pass.released()).isEmpty();
    assertThat(pass.after.getSucceeded()).isEqualTo(1);
  }

  @Test
  void anIndexIsCountedByItself() {
    var job = indexed(5, 3).withNewStatus().withSucceeded(1).withCompletedIndexes("2").endStatus();
    var pass =
        Pass.of(
            snapshot(
                job,
                succeeded(pod("two", 2)),
                succeeded(pod("three", 3)),
                succeeded(pod("one", 1)),
                succeeded(pod("beyond", 5)),
                failed(pod("beyond-too", 6))));
    assertThat(pass.tracking.before().getCompletedIndexes()).isEqualTo("1-3");
    assertThat(pass.tracking.before().getSucceeded()).isEqualTo(3);
    assertThat(pass.tracking.before().getUncountedTerminatedPods().getFailed()).isEmpty();
    assertThat(pass.released()).hasSize(5);
    assertThat(pass.after.getFailedIndexes()).isNull();
  }

  @Test
  void indexesThatFailedForGoodAreListed() {
    var pass =
        Pass.of(
            snapshot(
                limited(5, 2, 1),
                failed(failures(pod("again", 0), 0)),
                failed(failures(pod("over", 3), 1))));
    assertThat(pass.after.getFailedIndexes()).isEqualTo("3");
    assertThat(pass.released()).containsExactly("over");
    assertThat(pass.after.getFailed()).isEqualTo(1);
    assertThat(Pass.of(snapshot(limited(5, 2, 1))).after.getFailedIndexes()).isEmpty();
  }

  @Test
  void anIndexThatFailedForGoodIsNotCompletedAnyMore() {
    var noted =
        limited(5, 2, 0)
            .withNewStatus()
            .withFailedIndexes("2")
            .withNewUncountedTerminatedPods()
            .withFailed("late")
            .endUncountedTerminatedPods()
            .endStatus();
    var pass = Pass.of(snapshot(noted, succeeded(pod("late", 2))));
    assertThat(pass.after.getCompletedIndexes()).isNull();
    assertThat(pass.after.getFailedIndexes()).isEqualTo("2");
    assertThat(pass.after.getFailed()).isEqualTo(1);
    assertThat(pass.released()).containsExactly("late");
  }

  @Test
  void notesFiveHundredAtOnce() {
    var pods = IntStream.range(0, 700).mapToObj(i -> succeeded(pod("p" + i))).toArray(Pod[]::new);
    var pass = Pass.of(snapshot(job(700, 700), pods));
    assertThat(pass.released()).hasSize(500);
    assertThat(pass.after.getSucceeded()).isEqualTo(500);
    assertThat(conditions(pass.after))
        .as("declared, and not over before all are counted")
        .containsExactly("SuccessCriteriaMet=True CompletionsReached");
  }

  @Test
  void completesInTwoSteps() {
    var pass = Pass.of(snapshot(job(1, 1), succeeded(pod("good"))));
    assertThat(conditions(pass.tracking.before()))
        .containsExactly("SuccessCriteriaMet=True CompletionsReached");
    assertThat(pass.tracking.before().getCompletionTime()).isNull();
    assertThat(conditions(pass.after))
        .containsExactly(
            "SuccessCriteriaMet=True CompletionsReached", "Complete=True CompletionsReached");
    assertThat(pass.after.getConditions())
        .extracting(JobCondition::getMessage)
        .containsOnly("Reached expected number of succeeded pods");
    assertThat(pass.after.getCompletionTime()).isEqualTo("2026-01-01T02:00:00Z");
  }

  @Test
  void aWorkQueueCompletesWithItsLastPod() {
    var one = job(null, 2);
    assertThat(conditions(Pass.of(snapshot(one, succeeded(pod("a")), pod("b").build())).after))
        .isEmpty();
    assertThat(conditions(Pass.of(snapshot(one, succeeded(pod("a")))).after)).hasSize(2);
  }

  @Test
  void failsOnlyWhenItsPodsAreGone() {
    var job = job(5, 2).editSpec().withBackoffLimit(0).endSpec();
    var failed = failed(pod("bad"));
    var first = Pass.of(snapshot(job, failed, pod("running").build()));
    assertThat(conditions(first.after)).containsExactly("FailureTarget=True BackoffLimitExceeded");
    assertThat(first.tracking.before().getUncountedTerminatedPods().getFailed())
        .as("a pod that was active when the job failed has failed, too")
        .containsExactly("bad", "running");
    assertThat(first.after.getFailed()).isEqualTo(2);
    assertThat(first.after.getActive()).isNull();
    assertThat(first.after.getTerminating()).isEqualTo(1);

    var leaving = untracked(terminating(pod("running")));
    var second = Pass.of(snapshot(job.withStatus(first.after), untracked(failed), leaving));
    assertThat(second.after.getTerminating()).isEqualTo(1);
    assertThat(conditions(second.after)).hasSize(1);

    var third = Pass.of(snapshot(job.withStatus(second.after), untracked(failed)));
    assertThat(conditions(third.after))
        .containsExactly(
            "FailureTarget=True BackoffLimitExceeded", "Failed=True BackoffLimitExceeded");
    assertThat(third.after.getCompletionTime()).isNull();
    assertThat(third.after.getFailed()).isEqualTo(2);
  }

  @Test
  void aPodThatCouldNotBeDeletedPutsTheEndOff() {
    var job = job(5, 2).editSpec().withBackoffLimit(0).endSpec();
    var snapshot = snapshot(job, failed(pod("bad")), pod("running").build());
    var step = JobPlan.next(snapshot);
    var standing = JobStatusPlan.after(snapshot, step, Outcome.NOTHING);
    assertThat(standing.ending()).isEmpty();
    assertThat(standing.status().getActive()).isEqualTo(1);
    var tracking = Tracking.of(snapshot, step.tally(), standing);
    assertThat(tracking.before().getConditions()).isEmpty();
    assertThat(tracking.release()).hasSize(1);
  }

  @Test
  void successByPolicyCountsNoFailures() {
    var job =
        indexed(5, 2)
            .editSpec()
            .withNewSuccessPolicy()
            .addNewRule()
            .withSucceededCount(1)
            .endRule()
            .endSuccessPolicy()
            .endSpec();
    var pass = Pass.of(snapshot(job, succeeded(pod("good", 0)), pod("running", 1).build()));
    assertThat(conditions(pass.after)).containsExactly("SuccessCriteriaMet=True SuccessPolicy");
    assertThat(pass.after.getFailed()).isNull();
    assertThat(pass.released()).containsExactly("good", "running");
    assertThat(pass.after.getTerminating()).isEqualTo(1);
  }

  @Test
  void ignoredFailuresAreReleasedUncounted() {
    var job =
        job(5, 2)
            .editSpec()
            .withNewPodFailurePolicy()
            .addNewRule()
            .withAction("Ignore")
            .withNewOnExitCodes()
            .withOperator("In")
            .withValues(42)
            .endOnExitCodes()
            .endRule()
            .endPodFailurePolicy()
            .endSpec();
    var pass = Pass.of(snapshot(job, failed(pod("ignored"), 42, NOW), failed(pod("bad"), 1, NOW)));
    assertThat(pass.released()).hasSize(2);
    assertThat(pass.after.getFailed()).isEqualTo(1);
    assertThat(pass.tracking.judged()).containsEntry(FailurePolicy.Action.IGNORE, 1);
  }

  @Test
  void suspendingAndResumingTellTheTime() {
    var suspended = job(5, 2).editSpec().withSuspend(true).endSpec();
    var first = Pass.of(snapshot(suspended)).after;
    assertThat(conditions(first)).containsExactly("Suspended=True JobSuspended");
    assertThat(first.getStartTime()).isNull();

    var resumed = job(5, 2).withStatus(first);
    var second = Pass.of(snapshot(resumed)).after;
    assertThat(conditions(second)).containsExactly("Suspended=False JobResumed");
    assertThat(second.getStartTime()).isEqualTo("2026-01-01T02:00:00Z");
    assertThat(second.getActive()).isEqualTo(2);

    var again =
        new JobSnapshot(
            suspended.withStatus(second).build(),
            List.of(pod("running").build()),
            true,
            Set.of(),
            BackOff.NONE,
            NOW.plus(Duration.ofMinutes(1)));
    var third = Pass.of(again).after;
    assertThat(conditions(third)).containsExactly("Suspended=True JobSuspended");
    assertThat(third.getStartTime()).isNull();
    assertThat(third.getConditions().getFirst().getLastTransitionTime())
        .isEqualTo("2026-01-01T02:01:00Z");
    assertThat(third.getFailed()).as("pods removed for it do not count").isNull();
  }

  @Test
  void anElasticJobForgetsTheIndexesItGaveUp() {
    var shrunk =
        indexed(2, 2).withNewStatus().withSucceeded(3).withCompletedIndexes("0,2-3").endStatus();
    var after = Pass.of(snapshot(shrunk, pod("one", 1).build())).after;
    assertThat(after.getCompletedIndexes()).isEqualTo("0");
    assertThat(after.getSucceeded()).isEqualTo(1);
  }

  @Test
  void aClockPutBackEndsNoJobBeforeItsStart() {
    var job = job(1, 1).withNewStatus().withStartTime("2026-01-01T03:00:00Z").endStatus();
    assertThat(Pass.of(snapshot(job, succeeded(pod("good")))).after.getCompletionTime())
        .isEqualTo("2026-01-01T03:00:00Z");
  }

  @Test
  void nothingToDoChangesNothing() {
    var status = Pass.of(snapshot(job(5, 1), pod("running").build())).after;
    JobBuilder job = job(5, 1).withStatus(status);
    var pass = Pass.of(snapshot(job, pod("running").build()));
    assertThat(pass.tracking.before()).isEqualTo(status);
    assertThat(pass.after).isEqualTo(status);
  }
}
