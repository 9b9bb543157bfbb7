package dev.quarterdeck.controllers.job;

import static dev.quarterdeck.controllers.job.TestJobs.indexed;
import static dev.quarterdeck.controllers.job.TestJobs.job;
import static dev.quarterdeck.controllers.job.TestJobs.limited;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controllers.job.PodChange.NewPod;
import dev.quarterdeck.model.NameGenerator;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobPodsTest {

  private final JobPods pods = new JobPods(new NameGenerator(() -> 0));

  private Pod pod(Job job, NewPod wanted) {
    return pods.of(job, List.of(wanted)).getFirst();
  }

  @Test
  void makesAPodOfTheTemplate() {
    var job = job(1, 1).build();
    var pod = pod(job, NewPod.PLAIN);
    var metadata = pod.getMetadata();
    assertThat(metadata.getGenerateName()).isEqualTo("work-");
    assertThat(metadata.getName()).isEqualTo("work-bbbbb");
    assertThat(metadata.getNamespace()).isEqualTo("default");
    assertThat(metadata.getLabels())
        .isEqualTo(Map.of("batch.kubernetes.io/controller-uid", "job-1"));
    assertThat(metadata.getFinalizers()).containsExactly("batch.kubernetes.io/job-tracking");
    assertThat(metadata.getOwnerReferences())
        .singleElement()
        .satisfies(
            owner -> {
              assertThat(owner.getUid()).isEqualTo("job-1");
              assertThat(owner.getController()).isTrue();
              assertThat(owner.getBlockOwnerDeletion()).isTrue();
            });
    assertThat(pod.getSpec()).isEqualTo(job.getSpec().getTemplate().getSpec());
  }

  @Test
  void tellsAPodItsIndex() {
    var job =
        indexed(5, 1)
            .editSpec()
            .editTemplate()
            .editSpec()
            .addNewInitContainer()
            .withName("setup")
            .addNewEnv()
            .withName("JOB_COMPLETION_INDEX")
            .withValue("mine")
            .endEnv()
            .endInitContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    var pod = pod(job, NewPod.first(3));
    assertThat(pod.getMetadata().getGenerateName()).isEqualTo("work-3-");
    assertThat(pod.getSpec().getHostname()).isEqualTo("work-3");
    assertThat(pod.getMetadata().getAnnotations())
        .isEqualTo(Map.of("batch.kubernetes.io/job-completion-index", "3"));
    assertThat(pod.getMetadata().getLabels())
        .containsEntry("batch.kubernetes.io/job-completion-index", "3");
    var variable = pod.getSpec().getContainers().getFirst().getEnv().getFirst();
    assertThat(variable.getName()).isEqualTo("JOB_COMPLETION_INDEX");
    assertThat(variable.getValueFrom().getFieldRef().getFieldPath())
        .isEqualTo("metadata.labels['batch.kubernetes.io/job-completion-index']");
    assertThat(pod.getSpec().getInitContainers().getFirst().getEnv())
        .as("the template's own variable stays")
        .singleElement()
        .matches(own -> own.getValue().equals("mine"));
  }

  @Test
  void tellsAPodHowOftenItsIndexFailed() {
    var job = limited(5, 1, 3).build();
    assertThat(pod(job, NewPod.first(1)).getMetadata().getAnnotations())
        .containsEntry("batch.kubernetes.io/job-index-failure-count", "0")
        .doesNotContainKey("batch.kubernetes.io/job-index-ignored-failure-count");
    assertThat(pod(job, new NewPod(1, 2, 1)).getMetadata().getAnnotations())
        .containsEntry("batch.kubernetes.io/job-index-failure-count", "2")
        .containsEntry("batch.kubernetes.io/job-index-ignored-failure-count", "1");
  }

  @Test
  void cutsALongNameOffBeforeTheIndex() {
    var name = "a-job-whose-name-takes-all-the-room-that-there-is-in-a-label";
    var job = indexed(50, 1).editMetadata().withName(name).endMetadata().build();
    var base = pod(job, NewPod.first(42)).getMetadata().getGenerateName();
    assertThat(base).hasSize(58).startsWith(name.substring(0, 54)).endsWith("-42-");
  }
}
