package dev.quarterdeck.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.model.time.SteppedTime;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Cron jobs on the real API server, by a clock that is set. */
class CronJobWiringTest {

  private static final Duration STEP = Duration.ofSeconds(5);

  private static CronJob cronJob() {
    return new CronJobBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName("tick")
        .endMetadata()
        .withNewSpec()
        .withSchedule("* * * * *")
        .withSuccessfulJobsHistoryLimit(2)
        .withNewJobTemplate()
        .withNewSpec()
        .withNewTemplate()
        .withNewSpec()
        .withRestartPolicy("Never")
        .addNewContainer()
        .withName("main")
        .withImage("work:1")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .endJobTemplate()
        .endSpec()
        .build();
  }

  @Test
  void startsAJobEveryMinuteAndKeepsTheLastOnes() {
    var begin = Instant.now().truncatedTo(ChronoUnit.MINUTES).plusSeconds(30);
    var time = new SteppedTime(begin);
    try (var cluster = new Cluster(ControllersConfig.DEFAULT, time)) {
      cluster.agent.exits = pod -> OptionalInt.of(0);
      cluster.client.resource(cronJob()).create();
      var minute = begin.getEpochSecond() / 60;
      Cluster.await(
          time,
          STEP,
          "four starts",
          () -> names(cluster).contains("tick-" + (minute + 4)) && names(cluster).size() == 2);
      assertThat(names(cluster))
          .containsExactlyInAnyOrder("tick-" + (minute + 3), "tick-" + (minute + 4));
      var status = current(cluster).getStatus();
      assertThat(status.getLastScheduleTime())
          .isEqualTo(Instant.ofEpochSecond(60 * (minute + 4)).toString());
      assertThat(status.getLastSuccessfulTime()).isNotNull();
      assertThat(status.getActive()).isEmpty();
    }
  }

  private static CronJob current(Cluster cluster) {
    return cluster.client.batch().v1().cronjobs().inNamespace("default").withName("tick").get();
  }

  /** The jobs that have ended. */
  private static List<String> names(Cluster cluster) {
    return cluster.client.batch().v1().jobs().inNamespace("default").list().getItems().stream()
        .filter(CronJobWiringTest::isComplete)
        .map(job -> job.getMetadata().getName())
        .toList();
  }

  private static boolean isComplete(Job job) {
    return job.getStatus() != null
        && job.getStatus().getConditions().stream().anyMatch(c -> c.getType().equals("Complete"));
  }
}
