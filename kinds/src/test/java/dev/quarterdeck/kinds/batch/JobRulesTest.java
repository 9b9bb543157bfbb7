package dev.quarterdeck.kinds.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Strategy;
import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.kinds.builtin.Examples;
import dev.quarterdeck.model.FieldError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a Job may be, and what its spec and status may become. */
class JobRulesTest {

  private static final Strategy JOBS = Examples.strategy("Job");

  private static final ObjectNode INDEXED =
      Trees.yaml(
          """
          apiVersion: batch/v1
          kind: Job
          metadata: {name: work, namespace: default, uid: u-1}
          spec:
            completionMode: Indexed
            completions: 10
            parallelism: 3
            backoffLimitPerIndex: 1
            template:
              metadata: {labels: {app: work}}
              spec:
                restartPolicy: Never
                containers: [{name: main, image: work}]
          """);

  private static List<String> words(List<FieldError> errors) {
    return errors.stream().map(FieldError::toString).toList();
  }

  @Test
  void selectsItsOwnPods() {
    var job = Trees.created(JOBS, INDEXED);
    assertThat(job.at("/spec/selector"))
        .isEqualTo(Trees.node("{matchLabels: {batch.kubernetes.io/controller-uid: u-1}}"));
    assertThat(job.at("/spec/template/metadata/labels"))
        .isEqualTo(
            Trees.node(
                "{app: work, controller-uid: u-1, job-name: work,"
                    + " batch.kubernetes.io/controller-uid: u-1,"
                    + " batch.kubernetes.io/job-name: work}"));
    assertThat(job.at("/metadata/labels"))
        .as("a job without labels has its pods'")
        .isEqualTo(job.at("/spec/template/metadata/labels"));
    assertThat(job.at("/spec/backoffLimit").asInt()).isEqualTo(Integer.MAX_VALUE);
    assertThat(words(Trees.createErrors(JOBS, INDEXED))).isEmpty();
  }

  @Test
  void takesAManualSelectorThatMatches() {
    var manual = Trees.with(INDEXED, "/spec/manualSelector", "true");
    assertThat(
            words(
                Trees.createErrors(
                    JOBS, Trees.with(manual, "/spec/selector", "{matchLabels: {app: work}}"))))
        .isEmpty();
    assertThat(
            words(
                Trees.createErrors(
                    JOBS, Trees.with(manual, "/spec/selector", "{matchLabels: {app: other}}"))))
        .containsExactly(
            "spec.template.metadata.labels: Invalid value: {\"app\":\"work\"}: `selector` does not"
                + " match template `labels`");
    assertThat(words(Trees.createErrors(JOBS, manual)))
        .containsExactly("spec.selector: Required value");
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "completions|-|spec.completions: Required value: when completion mode is Indexed",
        "parallelism|100001|spec.parallelism: Invalid value: 100001: must be less than or equal to"
            + " 100000 when completion mode is Indexed",
        "maxFailedIndexes|11|spec.maxFailedIndexes: Invalid value: 11: must be less than or equal"
            + " to completions",
        "completions|100001|spec.maxFailedIndexes: Required value: must be specified when"
            + " completions is above 100000",
        "podFailurePolicy|{rules: [{action: FailIndex, onExitCodes: {operator: In, values:"
            + " [0]}}]}|spec.podFailurePolicy.rules[0].onExitCodes.values[0]: Invalid value: 0: must"
            + " not be 0 for the In operator",
        "podFailurePolicy|{rules: [{action: Count, onExitCodes: {operator: NotIn, values: [3,"
            + " 1]}}]}|spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [3,1]: must"
            + " be ordered",
        "podFailurePolicy|{rules: [{action: Count, onExitCodes: {operator: In, values: [3,"
            + " 3]}}]}|spec.podFailurePolicy.rules[0].onExitCodes.values[1]: Duplicate value: 3",
        "podFailurePolicy|{rules: [{action: Count, onExitCodes: {operator: In, values:"
            + " []}}]}|spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: []: at least"
            + " one value is required",
        "podFailurePolicy|{rules: [{action: Count, onExitCodes: {containerName: other, operator: In,"
            + " values: [3]}}]}|spec.podFailurePolicy.rules[0].onExitCodes.containerName: Invalid"
            + " value: \"other\": must be one of the container or initContainer names in the pod"
            + " template",
        "podFailurePolicy|{rules: [{action: Count}]}|spec.podFailurePolicy.rules[0]: Invalid value:"
            + " specifying one of OnExitCodes and OnPodConditions is required",
        "podFailurePolicy|{rules: [{action: Retry, onPodConditions: [{type:"
            + " Ready}]}]}|spec.podFailurePolicy.rules[0].action: Unsupported value: \"Retry\":"
            + " supported values: \"Count\", \"FailIndex\", \"FailJob\", \"Ignore\"",
        "successPolicy|{rules: []}|spec.successPolicy.rules: Required value: at least one rules must"
            + " be specified when the successPolicy is specified",
        "successPolicy|{rules: [{}]}|spec.successPolicy.rules[0]: Required value: at least one of"
            + " succeededCount or succeededIndexes must be specified",
        "successPolicy|{rules: [{succeededIndexes: 3-1}]}|spec.successPolicy.rules[0]"
            + ".succeededIndexes: Invalid value: \"3-1\": error parsing succeededIndexes:"
            + " non-increasing order, previous: 3, current: 1",
        "successPolicy|{rules: [{succeededCount: 11}]}|spec.successPolicy.rules[0].succeededCount:"
            + " Invalid value: 11: must be less than or equal to 10 (the number of specified"
            + " completions)",
        "successPolicy|{rules: [{succeededIndexes: 0-1, succeededCount:"
            + " 3}]}|spec.successPolicy.rules[0].succeededCount: Invalid value: 3: must be less than"
            + " or equal to 2 (the number of indexes in the specified succeededIndexes field)",
      })
  void namesWhatIsWrong(String field, String value, String error) {
    assertThat(words(Trees.createErrors(JOBS, Trees.with(INDEXED, "/spec/" + field, value))))
        .containsExactly(error);
  }

  @Test
  void aPatternWithoutStatusMeansTrue() {
    var policy = "{rules: [{action: Ignore, onPodConditions: [{type: DisruptionTarget}]}]}";
    var job = Trees.created(JOBS, Trees.with(INDEXED, "/spec/podFailurePolicy", policy));
    assertThat(job.at("/spec/podFailurePolicy/rules/0/onPodConditions/0/status").asText())
        .isEqualTo("True");
    assertThat(job.at("/spec/podReplacementPolicy").asText()).isEqualTo("Failed");
    assertThat(JOBS.validate(job)).isEmpty();
  }

  @Test
  void theHostOfTheLastPodMustHaveAName() {
    var name = "a-name-that-leaves-no-room-for-the-index-of-the-last-pod-at-all";
    var many = Trees.with(Trees.with(INDEXED, "/metadata/name", name), "/spec/completions", "100");
    assertThat(words(Trees.createErrors(JOBS, many)))
        .containsExactly(
            "metadata.name: Invalid value: \"%s\": will not able to create pod with invalid DNS label: %s-99"
                .formatted(name, name));
  }

  private static ObjectNode suspended(String status) {
    var job = Trees.created(JOBS, Trees.with(INDEXED, "/spec/suspend", "true"));
    return Trees.with(job, "/status", status);
  }

  private static List<String> edit(ObjectNode old, String pointer, String value) {
    return words(Trees.updateErrors(JOBS, old, Trees.with(old, pointer, value), Trees.PLAIN));
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "nodeSelector|{disk: ssd}",
        "tolerations|[{operator: Exists}]",
        "affinity|{nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
            + " {nodeSelectorTerms: [{matchFields: [{key: metadata.name, operator: In, values:"
            + " [n]}]}]}}}",
        "schedulingGates|[{name: example.com/gate}]",
        "containers/0/resources|{requests: {cpu: 2}}",
      })
  void whileItIsSuspendedItsPodsMayBePlacedAnew(String field, String value) {
    var pointer = "/spec/template/spec/" + field;
    assertThat(edit(suspended("{}"), pointer, value)).as("before its start").isEmpty();
    var condition =
        "startTime: '2026-01-01T00:00:00Z', conditions: [{type: Suspended, status: 'True'}]";
    assertThat(edit(suspended("{" + condition + "}"), pointer, value)).as("later on").isEmpty();
    assertThat(edit(suspended("{active: 1, " + condition + "}"), pointer, value)).hasSize(1);
    assertThat(edit(Trees.created(JOBS, INDEXED), pointer, value))
        .singleElement()
        .asString()
        .startsWith("spec.template: Invalid value")
        .endsWith("field is immutable");
  }

  @Test
  void whatItsPodsRunStays() {
    assertThat(edit(suspended("{}"), "/spec/template/spec/containers/0/image", "other"))
        .singleElement()
        .asString()
        .startsWith("spec.template.spec: Invalid value")
        .endsWith("field is immutable");
    assertThat(
            edit(
                suspended("{}"),
                "/spec/template/spec/affinity",
                "{podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey:"
                    + " zone, labelSelector: {matchLabels: {a: b}}}]}}"))
        .hasSize(1);
  }

  @Test
  void anIndexedJobIsElastic() {
    var job = Trees.created(JOBS, Trees.with(INDEXED, "/spec/parallelism", "10"));
    assertThat(edit(job, "/spec/completions", "5"))
        .containsExactly(
            "spec.completions: Invalid value: 5: can only be modified in tandem with"
                + " spec.parallelism");
    assertThat(edit(Trees.with(job, "/spec/parallelism", "5"), "/spec/completions", "5")).isEmpty();
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|{active: 1, ready: 1, startTime: '2026-01-01T00:00:00Z'}|",
        "{}|{active: 1, ready: 2}|status.ready: Invalid value: 2: cannot set more ready pods than"
            + " active",
        "{}|{terminating: -1}|status.terminating: Invalid value: -1: must be greater than or equal to 0",
        "{failed: 2}|{failed: 1}|status.failed: Invalid value: 1: cannot decrease the failed"
            + " counter",
        "{succeeded: 2}|{succeeded: 1}|status.succeeded: Invalid value: 1: cannot decrease the"
            + " succeeded counter",
        "{}|{uncountedTerminatedPods: {succeeded: [a], failed:"
            + " [a]}}|status.uncountedTerminatedPods.failed[0]: Duplicate value: \"a\"",
        "{}|{uncountedTerminatedPods: {failed: ['']}}|status.uncountedTerminatedPods.failed[0]:"
            + " Invalid value: \"\": must not be empty",
        "{}|{completedIndexes: 3-1}|status.completedIndexes: Invalid value: \"3-1\": error parsing"
            + " completedIndexes: non-increasing order, previous: 3, current: 1",
        "{}|{completedIndexes: 1-3, failedIndexes: '3'}|status.failedIndexes: Invalid value: \"3\":"
            + " failedIndexes and completedIndexes overlap at index: 3",
        "{}|{startTime: '2026-01-01T00:00:00Z', conditions: [{type: Failed, status:"
            + " 'True'}]}|status.conditions: Invalid value: cannot set Failed=True condition without"
            + " the FailureTarget=true condition",
        "{}|{startTime: '2026-01-01T00:00:00Z', completionTime: '2026-01-01T00:00:00Z', conditions:"
            + " [{type: Complete, status: 'True'}]}|status.conditions: Invalid value: cannot set"
            + " Complete=True condition without the SuccessCriteriaMet=true condition",
        "{}|{conditions: [{type: SuccessCriteriaMet, status: 'True'}, {type: FailureTarget, status:"
            + " 'True'}]}|status.conditions: Invalid value: cannot set SuccessCriteriaMet=True and"
            + " FailureTarget=true conditions",
        "{conditions: [{type: FailureTarget, status: 'True'}]}|{}|status.conditions: Invalid value:"
            + " cannot disable the terminal FailureTarget=True condition",
        "{}|{conditions: [{type: FailureTarget, status: 'True'}, {type: Failed, status:"
            + " 'True'}]}|status.startTime: Required value: startTime is required for finished job",
        "{startTime: '2026-01-01T00:00:00Z'}|{startTime:"
            + " '2026-01-01T00:00:01Z'}|status.startTime: Invalid value: \"2026-01-01T00:00:01Z\":"
            + " field is immutable for unsuspended job once set",
        "{startTime: '2026-01-01T00:00:00Z', conditions: [{type: Suspended, status:"
            + " 'True'}]}|{startTime: '2026-01-01T00:00:01Z', conditions: [{type: Suspended, status:"
            + " 'False'}]}|",
        "{startTime: '2026-01-01T00:00:00Z'}|{startTime: '2026-01-01T00:00:00Z', completionTime:"
            + " '2026-01-01T00:00:01Z'}|status.completionTime: Invalid value:"
            + " \"2026-01-01T00:00:01Z\": cannot set completionTime when there is no Complete=True"
            + " condition",
      })
  void aStatusOnlyGoesForward(String before, String after, String error) {
    var old = Trees.with(Trees.created(JOBS, INDEXED), "/status", before);
    var updated = Trees.with(old, "/status", after);
    assertThat(words(Trees.updateErrors(JOBS, old, updated, Trees.STATUS)))
        .containsExactly(error == null ? new String[0] : new String[] {error});
  }

  @Test
  void aJobEndsWithNothingLeftToCount() {
    var ending =
        "startTime: '2026-01-01T00:00:00Z', conditions: [{type: FailureTarget, status: 'True'}";
    var old = Trees.with(Trees.created(JOBS, INDEXED), "/status", "{" + ending + "]}");
    var bad =
        "{active: 1, terminating: 1, uncountedTerminatedPods: {failed: [a]}, "
            + ending
            + ", {type: Failed, status: 'True'}]}";
    var updated = Trees.with(old, "/status", bad);
    assertThat(words(Trees.updateErrors(JOBS, old, updated, Trees.STATUS)))
        .containsExactly(
            "status.active: Invalid value: 1: active>0 is invalid for finished job",
            "status.uncountedTerminatedPods: Invalid value: {\"failed\":[\"a\"]}: must be empty for"
                + " finished job",
            "status.terminating: Invalid value: 1: terminating>0 is invalid for finished job");
  }
}
