package dev.quarterdeck.controllers;

import static dev.quarterdeck.controllers.Cluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controllers.pod.PodFacts;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jobs on the real API server, whose rules their statuses have to keep. */
class JobWiringTest {

  private static final String TRACKING = "batch.kubernetes.io/job-tracking";

  @RegisterExtension static final Cluster cluster = new Cluster(ControllersConfig.DEFAULT);

  @BeforeEach
  void podsSucceed() {
    cluster.agent.exits = pod -> OptionalInt.of(0);
  }

  private static JobBuilder job(String name, Integer completions, int parallelism) {
    return new JobBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withCompletions(completions)
        .withParallelism(parallelism)
        .withNewTemplate()
        .withNewSpec()
        .withRestartPolicy("Never")
        .addNewContainer()
        .withName("main")
        .withImage("work:1")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec();
  }

  private static Job current(String name) {
    return cluster.client.batch().v1().jobs().inNamespace("default").withName(name).get();
  }

  private static List<Pod> pods(String name) {
    return cluster
        .client
        .pods()
        .inNamespace("default")
        .withLabel("batch.kubernetes.io/job-name", name)
        .list()
        .getItems();
  }

  private static boolean has(String name, String condition) {
    var status = current(name).getStatus();
    return status != null
        && status.getConditions().stream()
            .anyMatch(c -> c.getType().equals(condition) && c.getStatus().equals("True"));
  }

  private static List<String> conditions(String name) {
    return current(name).getStatus().getConditions().stream()
        .map(c -> c.getType() + " " + c.getReason())
        .toList();
  }

  private static List<String> events(String name) {
    return cluster.client.v1().events().inNamespace("default").list().getItems().stream()
        .filter(event -> event.getInvolvedObject().getName().equals(name))
        .map(event -> event.getReason() + " " + event.getMessage())
        .toList();
  }

  @Test
  void runsPodsToCompletionAndCountsThem() {
    cluster.client.resource(job("plain", 5, 2).build()).create();
    await("complete", () -> has("plain", "Complete"));
    var status = current("plain").getStatus();
    assertThat(conditions("plain"))
        .containsExactly("SuccessCriteriaMet CompletionsReached", "Complete CompletionsReached");
    assertThat(status.getSucceeded()).isEqualTo(5);
    assertThat(status.getFailed()).isNull();
    assertThat(status.getActive()).isNull();
    assertThat(status.getReady()).isZero();
    assertThat(status.getUncountedTerminatedPods().getSucceeded()).isEmpty();
    assertThat(status.getCompletionTime()).isNotNull();
    assertThat(pods("plain"))
        .hasSize(5)
        .allSatisfy(pod -> assertThat(pod.getMetadata().getFinalizers()).isEmpty());
    await("its event", () -> events("plain").contains("Completed Job completed"));
    assertThat(events("plain")).anyMatch(e -> e.startsWith("SuccessfulCreate Created pod: plain-"));
  }

  @Test
  void tellsIndexedPodsTheirIndex() {
    cluster
        .client
        .resource(job("indexed", 4, 4).editSpec().withCompletionMode("Indexed").endSpec().build())
        .create();
    await("complete", () -> has("indexed", "Complete"));
    assertThat(current("indexed").getStatus().getCompletedIndexes()).isEqualTo("0-3");
    assertThat(pods("indexed"))
        .extracting(pod -> pod.getSpec().getHostname())
        .containsExactlyInAnyOrder("indexed-0", "indexed-1", "indexed-2", "indexed-3");
    assertThat(pods("indexed"))
        .allSatisfy(
            pod ->
                assertThat(pod.getMetadata().getName())
                    .startsWith(pod.getMetadata().getGenerateName()));
  }

  @Test
  void failsByThePodFailurePolicy() {
    cluster.agent.exits = pod -> OptionalInt.of(42);
    cluster
        .client
        .resource(
            job("policy", 5, 1)
                .editSpec()
                .withNewPodFailurePolicy()
                .addNewRule()
                .withAction("FailJob")
                .withNewOnExitCodes()
                .withContainerName("main")
                .withOperator("In")
                .withValues(42)
                .endOnExitCodes()
                .endRule()
                .endPodFailurePolicy()
                .endSpec()
                .build())
        .create();
    await("failed", () -> has("policy", "Failed"));
    assertThat(conditions("policy"))
        .containsExactly("FailureTarget PodFailurePolicy", "Failed PodFailurePolicy");
    assertThat(current("policy").getStatus().getConditions().getLast().getMessage())
        .matches(
            "Container main for pod default/policy-.{5} failed with exit code 42 matching FailJob"
                + " rule at index 0");
    assertThat(current("policy").getStatus().getFailed()).isEqualTo(1);
    assertThat(current("policy").getStatus().getCompletionTime()).isNull();
  }

  @Test
  void listsIndexesThatFailed() {
    cluster.agent.exits = pod -> OptionalInt.of(pod.getSpec().getHostname().endsWith("-1") ? 1 : 0);
    cluster
        .client
        .resource(
            job("per-index", 3, 3)
                .editSpec()
                .withCompletionMode("Indexed")
                .withBackoffLimitPerIndex(0)
                .endSpec()
                .build())
        .create();
    await("failed", () -> has("per-index", "Failed"));
    var status = current("per-index").getStatus();
    assertThat(status.getCompletedIndexes()).isEqualTo("0,2");
    assertThat(status.getFailedIndexes()).isEqualTo("1");
    assertThat(conditions("per-index"))
        .containsExactly("FailureTarget FailedIndexes", "Failed FailedIndexes");
  }

  @Test
  void restsWhileItIsSuspended() {
    cluster.agent.exits = pod -> OptionalInt.empty();
    cluster.client.resource(job("resting", 2, 2).build()).create();
    await("running", () -> pods("resting").stream().filter(PodFacts::isReady).count() == 2);
    suspend(true);
    await("suspended", () -> has("resting", "Suspended") && pods("resting").isEmpty());
    assertThat(current("resting").getStatus().getStartTime()).isNull();
    assertThat(current("resting").getStatus().getFailed()).isNull();
    cluster.agent.exits = pod -> OptionalInt.of(0);
    suspend(false);
    await("complete", () -> has("resting", "Complete"));
    await(
        "events",
        () ->
            events("resting")
                .containsAll(List.of("Suspended Job suspended", "Resumed Job resumed")));
  }

  private static void suspend(boolean suspend) {
    cluster
        .client
        .batch()
        .v1()
        .jobs()
        .inNamespace("default")
        .withName("resting")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"suspend\":" + suspend + "}}");
  }

  @Test
  void restartedControllersGoOnWhereTheyWere() {
    cluster.client.resource(job("restarted", 60, 10).build()).create();
    for (var seen : List.of(5, 20, 40)) {
      await("under way", () -> pods("restarted").size() >= seen);
      cluster.stopControllers();
      cluster.startControllers(ControllersConfig.DEFAULT);
    }
    await("complete", () -> has("restarted", "Complete"));
    assertThat(current("restarted").getStatus().getSucceeded()).isEqualTo(60);
    assertThat(pods("restarted"))
        .as("no pod more than wanted")
        .hasSize(60)
        .noneMatch(pod -> pod.getMetadata().getFinalizers().contains(TRACKING));
  }

  @Test
  void adoptsPodsAndLetsThemGo() {
    cluster.agent.exits = pod -> OptionalInt.empty();
    cluster.client.resource(job("left", 2, 2).build()).create();
    await("running", () -> pods("left").size() == 2);
    cluster
        .client
        .resource(current("left"))
        .withPropagationPolicy(DeletionPropagation.ORPHAN)
        .delete();
    await(
        "orphans without finalizer",
        () ->
            pods("left").size() == 2
                && pods("left").stream()
                    .allMatch(
                        pod ->
                            pod.getMetadata().getOwnerReferences().isEmpty()
                                && pod.getMetadata().getFinalizers().isEmpty()));
    cluster
        .client
        .resource(
            job("heir", 2, 2)
                .editSpec()
                .withManualSelector(true)
                .withNewSelector()
                .addToMatchLabels("batch.kubernetes.io/job-name", "left")
                .endSelector()
                .editTemplate()
                .withNewMetadata()
                .addToLabels("batch.kubernetes.io/job-name", "left")
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build())
        .create();
    await(
        "adopted",
        () ->
            pods("left").size() == 2
                && pods("left").stream()
                    .allMatch(
                        pod ->
                            pod.getMetadata().getOwnerReferences().size() == 1
                                && pod.getMetadata().getFinalizers().contains(TRACKING)));
    cluster.agent.exits = pod -> OptionalInt.of(0);
    cluster.agent.look();
    await("complete", () -> has("heir", "Complete"));
  }

  @Test
  void letsAPodGoThatItNoLongerSelects() {
    cluster.agent.exits = pod -> OptionalInt.empty();
    cluster.client.resource(job("selecting", 2, 2).build()).create();
    await("running", () -> pods("selecting").size() == 2);
    var lost = pods("selecting").getFirst();
    cluster
        .client
        .resource(lost)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"labels\":{\"batch.kubernetes.io/controller-uid\":null}}}");
    await(
        "released and replaced",
        () -> {
          var metadata = cluster.client.resource(lost).get().getMetadata();
          return metadata.getOwnerReferences().isEmpty()
              && metadata.getFinalizers().isEmpty()
              && pods("selecting").size() == 3;
        });
  }

  @Test
  void aDeletedJobTakesItsPodsWithIt() {
    cluster.agent.exits = pod -> OptionalInt.empty();
    cluster.client.resource(job("gone", 2, 2).build()).create();
    await("running", () -> pods("gone").size() == 2);
    cluster
        .client
        .resource(current("gone"))
        .withPropagationPolicy(DeletionPropagation.BACKGROUND)
        .delete();
    await("no pods", () -> pods("gone").isEmpty());
  }

  @Test
  void anotherControllersJobIsLeftAlone() {
    cluster
        .client
        .resource(
            job("external", 1, 1).editSpec().withManagedBy("example.com/other").endSpec().build())
        .create();
    cluster.client.resource(job("after-it", 1, 1).build()).create();
    await("the next one", () -> has("after-it", "Complete"));
    assertThat(pods("external")).isEmpty();
    assertThat(current("external").getStatus()).isNull();
  }

  @Test
  void deletesAJobWhoseTimeIsOver() {
    cluster
        .client
        .resource(job("short", 1, 1).editSpec().withTtlSecondsAfterFinished(0).endSpec().build())
        .create();
    await("made", () -> !pods("short").isEmpty());
    await("gone, with its pods", () -> current("short") == null && pods("short").isEmpty());
  }
}
