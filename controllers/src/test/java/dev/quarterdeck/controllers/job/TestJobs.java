package dev.quarterdeck.controllers.job;

import dev.quarterdeck.controllers.pod.Pods;
import io.fabric8.kubernetes.api.model.ContainerStateTerminatedBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Jobs and their pods for tests. */
final class TestJobs {

  static final Instant NOW = Instant.parse("2026-01-01T02:00:00Z");

  private TestJobs() {}

  /** As the API server would have defaulted it. */
  static JobBuilder job(Integer completions, int parallelism) {
    return new JobBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName("work")
        .withUid("job-1")
        .withResourceVersion("7")
        .withGeneration(1L)
        .endMetadata()
        .withNewSpec()
        .withCompletions(completions)
        .withParallelism(parallelism)
        .withBackoffLimit(6)
        .withCompletionMode("NonIndexed")
        .withSuspend(false)
        .withPodReplacementPolicy("TerminatingOrFailed")
        .withNewSelector()
        .addToMatchLabels("batch.kubernetes.io/controller-uid", "job-1")
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("batch.kubernetes.io/controller-uid", "job-1")
        .endMetadata()
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

  static JobBuilder indexed(int completions, int parallelism) {
    return job(completions, parallelism).editSpec().withCompletionMode("Indexed").endSpec();
  }

  /** With a limit per index. */
  static JobBuilder limited(int completions, int parallelism, int limit) {
    return indexed(completions, parallelism)
        .editSpec()
        .withBackoffLimit(Integer.MAX_VALUE)
        .withBackoffLimitPerIndex(limit)
        .endSpec();
  }

  /** A running pod of the job. */
  static PodBuilder pod(String name) {
    return Pods.ready(name, "node-1", "2026-01-01T01:00:00Z")
        .editMetadata()
        .addToFinalizers(JobFacts.TRACKING)
        .addNewOwnerReference()
        .withApiVersion("batch/v1")
        .withKind("Job")
        .withName("work")
        .withUid("job-1")
        .withController(true)
        .endOwnerReference()
        .endMetadata();
  }

  static PodBuilder pod(String name, int index) {
    return pod(name)
        .editMetadata()
        .addToAnnotations(CompletionIndex.ANNOTATION, Integer.toString(index))
        .endMetadata();
  }

  static PodBuilder failures(PodBuilder pod, int failures) {
    return pod.editMetadata()
        .addToAnnotations(CompletionIndex.FAILURES, Integer.toString(failures))
        .endMetadata();
  }

  static Pod succeeded(PodBuilder pod) {
    return ended(pod, "Succeeded", 0, NOW);
  }

  static Pod failed(PodBuilder pod) {
    return failed(pod, 1, NOW);
  }

  static Pod failed(PodBuilder pod, int exitCode, Instant at) {
    return ended(pod, "Failed", exitCode, at);
  }

  private static Pod ended(PodBuilder pod, String phase, int exitCode, Instant at) {
    return pod.editStatus()
        .withPhase(phase)
        .withConditions(List.of())
        .withContainerStatuses(
            new ContainerStatusBuilder()
                .withName("main")
                .withRestartCount(0)
                .withNewState()
                .withTerminated(
                    new ContainerStateTerminatedBuilder()
                        .withExitCode(exitCode)
                        .withFinishedAt(at.toString())
                        .build())
                .endState()
                .build())
        .endStatus()
        .build();
  }

  static Pod terminating(PodBuilder pod) {
    return pod.editMetadata()
        .withDeletionTimestamp("2026-01-01T02:00:30Z")
        .withDeletionGracePeriodSeconds(30L)
        .endMetadata()
        .build();
  }

  static Pod untracked(Pod pod) {
    return new PodBuilder(pod).editMetadata().withFinalizers(List.of()).endMetadata().build();
  }

  static JobSnapshot snapshot(JobBuilder job, Pod... pods) {
    return snapshot(job.build(), pods);
  }

  static JobSnapshot snapshot(Job job, Pod... pods) {
    return new JobSnapshot(job, Arrays.asList(pods), true, Set.of(), BackOff.NONE, NOW);
  }
}
