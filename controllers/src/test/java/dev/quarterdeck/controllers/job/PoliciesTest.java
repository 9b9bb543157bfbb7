package dev.quarterdeck.controllers.job;

import static dev.quarterdeck.controllers.job.TestJobs.failed;
import static dev.quarterdeck.controllers.job.TestJobs.indexed;
import static dev.quarterdeck.controllers.job.TestJobs.job;
import static dev.quarterdeck.controllers.job.TestJobs.pod;
import static dev.quarterdeck.controllers.job.TestJobs.terminating;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controllers.job.FailurePolicy.Action;
import dev.quarterdeck.controllers.job.FailurePolicy.Verdict;
import dev.quarterdeck.model.batch.IndexSet;
import io.fabric8.kubernetes.api.model.ContainerStateTerminatedBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRuleBuilder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pod failure policy, the success policy, and when pods count as ended. */
class PoliciesTest {

  private static PodFailurePolicyRule codes(
      String action, String container, String operator, Integer... values) {
    return new PodFailurePolicyRuleBuilder()
        .withAction(action)
        .withNewOnExitCodes()
        .withContainerName(container)
        .withOperator(operator)
        .withValues(values)
        .endOnExitCodes()
        .build();
  }

  private static PodFailurePolicyRule condition(String action, String type, String status) {
    return new PodFailurePolicyRuleBuilder()
        .withAction(action)
        .addNewOnPodCondition(status, type)
        .build();
  }

  private static Job policy(PodFailurePolicyRule... rules) {
    return job(5, 1)
        .editSpec()
        .withNewPodFailurePolicy()
        .withRules(Arrays.asList(rules))
        .endPodFailurePolicy()
        .endSpec()
        .build();
  }

  private static Pod disrupted(Pod pod) {
    return new PodBuilder(pod)
        .editStatus()
        .addNewCondition()
        .withType("DisruptionTarget")
        .withStatus("True")
        .endCondition()
        .endStatus()
        .build();
  }

  private static Verdict judge(Job job, Pod pod) {
    return FailurePolicy.judge(job, pod);
  }

  @Test
  void withoutPolicyEveryFailureCounts() {
    var verdict = judge(job(5, 1).build(), failed(pod("bad")));
    assertThat(verdict).isEqualTo(new Verdict(Optional.empty(), ""));
    assertThat(verdict.counts()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "In, 42, true",
    "In, 41, false",
    "In, 0, false",
    "NotIn, 42, false",
    "NotIn, 41, true",
    "NotIn, 0, false",
    "Other, 42, false"
  })
  void comparesExitCodesOtherThanZero(String operator, int exitCode, boolean matches) {
    var job = policy(codes("Ignore", null, operator, 42, 43));
    var verdict = judge(job, failed(pod("bad"), exitCode, TestJobs.NOW));
    assertThat(verdict.is(Action.IGNORE)).isEqualTo(matches);
    assertThat(verdict.counts()).isEqualTo(!matches);
  }

  @Test
  void theFirstRuleThatMatchesDecides() {
    var job =
        policy(
            codes("Ignore", "other", "In", 42),
            condition("Ignore", "DisruptionTarget", "True"),
            codes("Count", "main", "In", 41),
            codes("Unheard", "main", "In", 42),
            codes("FailIndex", "main", "In", 42),
            codes("FailJob", null, "NotIn", 7));
    assertThat(judge(job, failed(pod("a"), 42, TestJobs.NOW)).action()).contains(Action.FAIL_INDEX);
    assertThat(judge(job, failed(pod("a"), 41, TestJobs.NOW)).action()).contains(Action.COUNT);
    assertThat(judge(job, failed(pod("a"), 7, TestJobs.NOW)).action()).isEmpty();
    assertThat(judge(job, disrupted(failed(pod("a"), 7, TestJobs.NOW))).action())
        .contains(Action.IGNORE);
    assertThat(judge(job, failed(pod("a"), 3, TestJobs.NOW)).message())
        .isEqualTo(
            "Container main for pod default/a failed with exit code 3 matching FailJob rule at index"
                + " 5");
  }

  @Test
  void aConditionFailsTheJobInItsOwnWords() {
    var job = policy(condition("FailJob", "DisruptionTarget", "True"));
    assertThat(judge(job, disrupted(failed(pod("a")))).message())
        .isEqualTo("Pod default/a has condition DisruptionTarget matching FailJob rule at index 0");
    assertThat(judge(policy(condition("FailJob", "DisruptionTarget", "False")), failed(pod("a"))))
        .matches(Verdict::counts);
  }

  @Test
  void looksAtInitContainersToo() {
    var broken =
        new PodBuilder(failed(pod("a"), 0, TestJobs.NOW))
            .editStatus()
            .withInitContainerStatuses(
                new ContainerStatusBuilder()
                    .withName("setup")
                    .withNewState()
                    .withTerminated(new ContainerStateTerminatedBuilder().withExitCode(9).build())
                    .endState()
                    .build())
            .endStatus()
            .build();
    assertThat(judge(policy(codes("FailJob", "setup", "In", 9)), broken).message())
        .startsWith("Container setup for pod default/a failed with exit code 9");
  }

  @ParameterizedTest
  @CsvSource({
    "'0-2', , '0-1', ''",
    "'0-2', , '0-5', Matched rules at index 0",
    "'0-2', 2, '1-2', Matched rules at index 0",
    "'0-2', 2, '2-9', ''",
    ", 3, '4-6', Matched rules at index 0",
    ", 3, '4-5', ''",
    ", 0, '', ''",
    "'0,5-9', 3, '1,6,8-9', Matched rules at index 0",
    "'x', 1, '1', ''"
  })
  void theSuccessPolicyCountsTheIndexesItNames(
      String indexes, Integer count, String succeeded, String met) {
    var job =
        indexed(10, 1)
            .editSpec()
            .withNewSuccessPolicy()
            .addNewRule()
            .withSucceededIndexes(indexes)
            .withSucceededCount(count)
            .endRule()
            .endSuccessPolicy()
            .endSpec()
            .build();
    assertThat(SuccessPolicy.met(job, IndexSet.parse(succeeded, 10)).orElse("")).isEqualTo(met);
  }

  @Test
  void aPodThatIsBeingDeletedHasFailedUnlessItsEndIsWaitedFor() {
    var leaving = terminating(pod("leaving"));
    var patient = job(5, 1).editSpec().withPodReplacementPolicy("Failed").endSpec().build();
    assertThat(JobFacts.hasFailed(job(5, 1).build(), leaving)).isTrue();
    assertThat(JobFacts.hasFailed(patient, leaving)).isFalse();
    assertThat(JobFacts.hasFailed(policy(codes("Count", null, "In", 1)), leaving)).isFalse();
    assertThat(JobFacts.hasFailed(patient, failed(new PodBuilder(leaving)))).isTrue();
    assertThat(JobFacts.hasFailed(job(5, 1).build(), TestJobs.succeeded(new PodBuilder(leaving))))
        .isFalse();
  }

  @Test
  void aPodEndedWhenItsLastContainerDid() {
    var at = Instant.parse("2026-01-01T01:30:00Z");
    assertThat(FinishTime.of(failed(pod("a"), 1, at))).isEqualTo(at);
    var withoutContainers =
        pod("a")
            .editStatus()
            .withPhase("Failed")
            .withConditions(List.of())
            .addNewCondition()
            .withType("Ready")
            .withStatus("False")
            .withLastTransitionTime("2026-01-01T01:20:00Z")
            .endCondition()
            .endStatus()
            .build();
    assertThat(FinishTime.of(withoutContainers)).isEqualTo("2026-01-01T01:20:00Z");
    assertThat(FinishTime.of(terminating(pod("a")))).isEqualTo("2026-01-01T02:00:00Z");
    assertThat(FinishTime.of(pod("a").build())).isEqualTo("2026-01-01T00:00:00Z");
  }

  @ParameterizedTest
  @CsvSource({"3, 3", "'+3', 3", "-1, -1", "x, -1", "2147483647, 2147483647", "2147483648, -1"})
  void readsIndexesThatAnybodyMayHaveWritten(String annotation, int index) {
    var pod =
        pod("a")
            .editMetadata()
            .addToAnnotations(CompletionIndex.ANNOTATION, annotation)
            .endMetadata()
            .build();
    assertThat(CompletionIndex.of(pod)).isEqualTo(index);
  }
}
