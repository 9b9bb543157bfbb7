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
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.quarterdeck.controllers.job.PodChange.Create;
import dev.quarterdeck.controllers.job.PodChange.End;
import dev.quarterdeck.controllers.job.PodChange.Hold;
import dev.quarterdeck.controllers.job.PodChange.NewPod;
import dev.quarterdeck.controllers.job.PodChange.Nothing;
import dev.quarterdeck.controllers.job.PodChange.Remove;
import dev.quarterdeck.controllers.job.PodChange.Wait;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JobPlanTest {

  private static final Instant LONG_AGO = NOW.minus(Duration.ofHours(1));

  private static Create plain(int count) {
    return new Create(Collections.nCopies(count, NewPod.PLAIN));
  }

  private static Create first(int... indexes) {
    return new Create(IntStream.of(indexes).mapToObj(NewPod::first).toList());
  }

  private static Pod[] running(int count) {
    return IntStream.range(0, count).mapToObj(i -> pod("p" + i).build()).toArray(Pod[]::new);
  }

  private static Pod[] of(Collection<Pod> pods) {
    return pods.toArray(Pod[]::new);
  }

  private static JobBuilder counted(JobBuilder job, int succeeded, int failed) {
    return job.withNewStatus().withSucceeded(succeeded).withFailed(failed).endStatus();
  }

  static Stream<Arguments> numbers() {
    return Stream.of(
        arguments("none yet", job(5, 2), running(0), plain(2)),
        arguments("one too few", job(5, 3), running(2), plain(1)),
        arguments("as many as wanted", job(5, 2), running(2), new Nothing()),
        arguments(
            "the last completions need fewer", counted(job(5, 3), 4, 0), running(0), plain(1)),
        arguments("at once as many as a pass makes", job(2000, 2000), running(0), plain(500)),
        arguments("parallelism of zero", job(5, 0), running(0), new Nothing()),
        arguments("a work queue", job(null, 3), running(1), plain(2)),
        arguments(
            "a work queue after a success", counted(job(null, 3), 1, 0), running(1), new Nothing()),
        arguments("an index each", indexed(5, 2), running(0), first(0, 1)),
        arguments(
            "the first indexes that are free",
            indexed(6, 4).withNewStatus().withCompletedIndexes("0,2").endStatus(),
            new Pod[] {pod("a", 1).build()},
            first(3, 4, 5)),
        arguments(
            "an index whose pod is being deleted",
            indexed(3, 1),
            new Pod[] {terminating(pod("a", 0))},
            first(0)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("numbers")
  void makesThePodsThatAreMissing(String title, JobBuilder job, Pod[] pods, PodChange change) {
    // A pod that is being deleted counts as failed where it is replaced at once.
    var snapshot = snapshot(job, pods);
    assertThat(later(snapshot).change()).isEqualTo(change);
  }

  private static JobPlan.Step later(JobSnapshot now) {
    return JobPlan.next(
        new JobSnapshot(
            now.job(),
            now.pods(),
            now.settled(),
            now.released(),
            now.backOff(),
            NOW.plusSeconds(3600)));
  }

  @Test
  void replacesOnlyEndedPodsWhereToldTo() {
    var patient = job(5, 2).editSpec().withPodReplacementPolicy("Failed").endSpec();
    var leaving = terminating(pod("leaving"));
    assertThat(later(snapshot(patient, leaving)).change()).isEqualTo(plain(1));
    assertThat(later(snapshot(patient, failed(new PodBuilder(leaving)))).change())
        .isEqualTo(plain(2));

    var patientIndexed = indexed(3, 2).editSpec().withPodReplacementPolicy("Failed").endSpec();
    assertThat(later(snapshot(patientIndexed, terminating(pod("leaving", 0)))).change())
        .isEqualTo(first(1));
  }

  @Test
  void removesThePodsThatServeLeast() {
    var pods =
        List.of(
            pod("ready").build(),
            pod("starting")
                .editStatus()
                .withPhase("Pending")
                .withConditions(List.of())
                .endStatus()
                .build(),
            pod("nowhere").editSpec().withNodeName(null).endSpec().build());
    assertThat(removed(later(snapshot(job(5, 1), of(pods)))))
        .containsExactly("nowhere", "starting");
  }

  private static List<String> removed(JobPlan.Step step) {
    assertThat(step.change()).isInstanceOf(Remove.class);
    return ((Remove) step.change())
        .pods().stream().map(pod -> pod.getMetadata().getName()).toList();
  }

  @Test
  void removesPodsOfTheSameIndexAndOfNone() {
    var pods =
        List.of(
            pod("zero", 0).build(),
            pod("zero-again", 0)
                .editStatus()
                .withPhase("Pending")
                .withConditions(List.of())
                .endStatus()
                .build(),
            pod("beyond", 3).build(),
            pod("none").build(),
            pod("two", 2).build());
    assertThat(removed(later(snapshot(indexed(3, 3), of(pods)))))
        .containsExactlyInAnyOrder("zero-again", "beyond", "none");
  }

  @Test
  void holdsStillUntilItsOwnWritesAreSeen() {
    var job = job(5, 2).build();
    var blind = new JobSnapshot(job, List.of(), false, Set.of(), BackOff.NONE, NOW);
    assertThat(JobPlan.next(blind).change()).isEqualTo(new Hold());
  }

  @Test
  void aJobThatIsBeingDeletedMakesNoPods() {
    var going =
        job(5, 2).editMetadata().withDeletionTimestamp("2026-01-01T01:59:00Z").endMetadata();
    assertThat(JobPlan.next(snapshot(going)).change()).isEqualTo(new Hold());
  }

  @Test
  void aSuspendedJobHasNoPods() {
    var suspended = job(5, 2).editSpec().withSuspend(true).endSpec();
    assertThat(removed(JobPlan.next(snapshot(suspended, running(2))))).hasSize(2);
    assertThat(JobPlan.next(snapshot(suspended)).change()).isEqualTo(new Nothing());
  }

  @ParameterizedTest
  @CsvSource({"1, 10", "2, 20", "3, 40", "4, 80", "6, 320", "7, 600", "100, 600"})
  void waitsLongerAfterEachFailureInARow(int failures, int seconds) {
    var backOff = new BackOff(failures, Optional.of(NOW));
    var job = job(5, 2).editSpec().withBackoffLimit(1000).endSpec().build();
    var snapshot = new JobSnapshot(job, List.of(), true, Set.of(), backOff, NOW.plusSeconds(4));
    var left = Duration.ofSeconds(seconds - 4);
    assertThat(JobPlan.next(snapshot).change()).isEqualTo(new Wait(left));
    assertThat(JobPlan.next(snapshot).again()).contains(left);

    var over = new JobSnapshot(job, List.of(), true, Set.of(), backOff, NOW.plusSeconds(seconds));
    assertThat(JobPlan.next(over).change()).isEqualTo(plain(2));
  }

  @Test
  void aSuccessStartsTheBackOffAnew() {
    var before = new BackOff(4, Optional.of(LONG_AGO));
    var success = succeeded(pod("good"));
    assertThat(before.plus(List.of(), List.of())).isEqualTo(before);
    assertThat(before.plus(List.of(success), List.of())).isEqualTo(BackOff.NONE);
    assertThat(
            before.plus(
                List.of(success),
                List.of(
                    failed(pod("early"), 1, NOW.minusSeconds(5)),
                    failed(pod("late"), 1, NOW.plusSeconds(5)),
                    failed(pod("later"), 1, NOW.plusSeconds(9)))))
        .isEqualTo(new BackOff(2, Optional.of(NOW.plusSeconds(9))));
    assertThat(before.plus(List.of(), List.of(failed(pod("bad"), 1, NOW))))
        .isEqualTo(new BackOff(5, Optional.of(NOW)));
  }

  @Test
  void aFailedPodIsWaitedForBeforeItIsReplaced() {
    var step = JobPlan.next(snapshot(job(5, 1), failed(pod("bad"), 1, NOW.minusSeconds(3))));
    assertThat(step.change()).isEqualTo(new Wait(Duration.ofSeconds(7)));
    assertThat(step.tally().failed()).isEqualTo(1);
  }

  @Test
  void eachIndexWaitsForItself() {
    var zero = failed(failures(pod("zero", 0), 1), 1, NOW.minusSeconds(5));
    var one = failed(failures(pod("one", 1), 0), 1, NOW.minusSeconds(5));
    assertThat(JobPlan.next(snapshot(limited(5, 2, 3), zero, one)).change())
        .isEqualTo(new Wait(Duration.ofSeconds(5)));
    assertThat(JobPlan.next(snapshot(limited(5, 3, 3), zero, one)).change()).isEqualTo(first(2));
    assertThat(later(snapshot(limited(5, 2, 3), zero, one)).change())
        .isEqualTo(new Create(List.of(new NewPod(0, 2, 0), new NewPod(1, 1, 0))));
  }

  static Stream<Arguments> endings() {
    var late =
        job(5, 1)
            .editSpec()
            .withActiveDeadlineSeconds(60L)
            .endSpec()
            .withNewStatus()
            .withStartTime(NOW.minusSeconds(60).toString())
            .endStatus();
    var restarting =
        pod("again")
            .editStatus()
            .addNewContainerStatus()
            .withName("main")
            .withRestartCount(2)
            .endContainerStatus()
            .addNewInitContainerStatus()
            .withName("init")
            .withRestartCount(4)
            .endInitContainerStatus()
            .endStatus()
            .build();
    var onFailure =
        job(5, 1)
            .editSpec()
            .editTemplate()
            .editSpec()
            .withRestartPolicy("OnFailure")
            .endSpec()
            .endTemplate()
            .endSpec();
    return Stream.of(
        arguments("BackoffLimitExceeded", counted(job(9, 1), 0, 6), failed(pod("seventh"))),
        arguments("", counted(job(9, 1), 0, 5), failed(pod("sixth"))),
        arguments("BackoffLimitExceeded", onFailure, restarting),
        arguments("", job(5, 1), restarting),
        arguments("DeadlineExceeded", late, pod("slow").build()),
        arguments(
            "MaxFailedIndexesExceeded",
            limited(5, 1, 0).editSpec().withMaxFailedIndexes(0).endSpec(),
            failed(pod("first", 2))),
        arguments("", limited(5, 1, 1), failed(failures(pod("first", 2), 0))),
        arguments(
            "FailedIndexes",
            limited(3, 1, 1).withNewStatus().withCompletedIndexes("0,1").endStatus(),
            failed(failures(pod("last", 2), 1))),
        arguments(
            "SuccessPolicy",
            indexed(5, 2)
                .editSpec()
                .withNewSuccessPolicy()
                .addNewRule()
                .withSucceededIndexes("0-1")
                .withSucceededCount(1)
                .endRule()
                .endSuccessPolicy()
                .endSpec(),
            succeeded(pod("leader", 1))));
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("endings")
  void endsTheJob(String reason, JobBuilder job, Pod pod) {
    var step = JobPlan.next(snapshot(job, pod));
    assertThat(step.ending().map(JobEnd::reason).orElse("")).isEqualTo(reason);
    assertThat(step.change() instanceof End).isEqualTo(!reason.isEmpty());
  }

  @Test
  void keepsToTheEndingThatIsDeclared() {
    var declared =
        counted(job(9, 1), 0, 100)
            .editStatus()
            .addNewCondition()
            .withType("SuccessCriteriaMet")
            .withStatus("True")
            .withReason("SuccessPolicy")
            .withMessage("Matched rules at index 0")
            .endCondition()
            .endStatus();
    assertThat(JobPlan.next(snapshot(declared)).ending())
        .contains(new JobEnd(true, "SuccessPolicy", "Matched rules at index 0"));
  }

  @Test
  void looksAgainWhenTheDeadlineComes() {
    var job =
        job(5, 1)
            .editSpec()
            .withActiveDeadlineSeconds(60L)
            .endSpec()
            .withNewStatus()
            .withStartTime(NOW.minusSeconds(45).toString())
            .endStatus();
    assertThat(JobPlan.next(snapshot(job, running(1))).again()).contains(Duration.ofSeconds(15));
    var resting = job.editSpec().withSuspend(true).endSpec();
    assertThat(JobPlan.next(snapshot(resting, running(1))).again()).isEmpty();
  }

  @Test
  void countsPodsOnceWhereverTheyAreNoted() {
    var job =
        job(9, 3)
            .withNewStatus()
            .withSucceeded(2)
            .withFailed(1)
            .withNewUncountedTerminatedPods()
            .withSucceeded("noted", "gone")
            .withFailed("noted-too")
            .endUncountedTerminatedPods()
            .endStatus();
    var tally =
        Tally.of(
            snapshot(
                job,
                succeeded(pod("noted")),
                failed(pod("noted-too")),
                succeeded(pod("new")),
                untracked(succeeded(pod("counted"))),
                failed(pod("new-too")),
                terminating(pod("leaving")),
                pod("running").build()));
    assertThat(tally.succeeded()).isEqualTo(2 + 2 + 1);
    assertThat(tally.failed()).isEqualTo(1 + 1 + 2);
    assertThat(tally.active()).hasSize(1);
    assertThat(tally.ready()).isEqualTo(1);
    assertThat(tally.terminating()).isEqualTo(1);
  }

  @Test
  void holdsTheFailedPodWhoseCountTheNextOneInherits() {
    var older = failed(failures(pod("older", 0), 0), 1, NOW.minusSeconds(60));
    var newer = failed(failures(pod("newer", 0), 1), 1, NOW);
    var replaced = failed(failures(pod("replaced", 1), 0));
    var replacement = failures(pod("replacement", 1), 1).build();
    var tally = Tally.of(snapshot(limited(5, 2, 5), older, newer, replaced, replacement));
    assertThat(tally.held()).containsOnly(java.util.Map.entry(0, newer));
  }
}
