package dev.quarterdeck.e2e.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quarterdeck.cli.image.BuiltInImages;
import dev.quarterdeck.e2e.fixture.Kubectl;
import dev.quarterdeck.e2e.fixture.LabExtension;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jobs and cron jobs with real containers, as a person sees them. */
@Tag("lab")
class JobFlowTest {

  @RegisterExtension static final LabExtension LAB = LabExtension.ofNodes(1);

  private final Kubectl kubectl = LAB.kubectl();

  @BeforeAll
  static void needKubectl() {
    assumeTrue(Kubectl.isInstalled(), "kubectl is not installed");
  }

  private void apply(String manifest) {
    kubectl.withInput(manifest.replace("BUSYBOX", BuiltInImages.BUSYBOX), "apply", "-f", "-");
  }

  private void wait(String condition, String job) {
    kubectl.run("wait", "--for=condition=" + condition, "job/" + job, "--timeout=80s");
  }

  @Test
  void anIndexedJobTellsEachContainerItsIndex() {
    apply(
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: indexed}
        spec:
          completionMode: Indexed
          completions: 3
          parallelism: 3
          template:
            spec:
              restartPolicy: Never
              containers:
              - {name: main, image: BUSYBOX, command: [sh, -c, 'echo $JOB_COMPLETION_INDEX on $(hostname)']}
        """);
    wait("Complete", "indexed");
    assertThat(kubectl.run("get", "job", "indexed")).containsPattern("indexed +Complete +3/3 ");
    assertThat(kubectl.run("logs", "-l", "batch.kubernetes.io/job-completion-index=2"))
        .contains("2 on indexed-2");
    assertThat(kubectl.run("describe", "job", "indexed"))
        .containsPattern("Pods Statuses: +0 Active \\(0 Ready\\) / 3 Succeeded / 0 Failed")
        .containsPattern("Completed Indexes: +0-2")
        .containsPattern("Normal +Completed +.* job-controller +Job completed");
  }

  @Test
  void containersThatFailAreRestartedInTheirPods() {
    apply(
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: stubborn}
        spec:
          completions: 2
          parallelism: 2
          template:
            spec:
              restartPolicy: OnFailure
              volumes: [{name: memory, emptyDir: {}}]
              containers:
              - name: main
                image: BUSYBOX
                command: [sh, -c, 'if [ -e /memory/again ]; then exit 0; fi; touch /memory/again; exit 1']
                volumeMounts: [{name: memory, mountPath: /memory}]
        """);
    wait("Complete", "stubborn");
    assertThat(kubectl.run("get", "job", "stubborn", "-o", "jsonpath={.status.failed}")).isEmpty();
    assertThat(kubectl.run("get", "pods", "-l", "job-name=stubborn", "--no-headers").lines())
        .hasSize(2)
        .allMatch(line -> line.matches(".* Completed +1 .*"));
  }

  @Test
  void aFailureThatThePolicyNamesFailsTheJob() {
    apply(
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: hopeless}
        spec:
          completions: 8
          parallelism: 2
          podFailurePolicy:
            rules:
            - {action: FailJob, onExitCodes: {containerName: main, operator: In, values: [42]}}
          template:
            spec:
              restartPolicy: Never
              terminationGracePeriodSeconds: 1
              containers:
              - {name: main, image: BUSYBOX, command: [sh, -c, 'exit 42']}
        """);
    wait("Failed", "hopeless");
    assertThat(kubectl.run("describe", "job", "hopeless"))
        .containsPattern(
            "Warning +PodFailurePolicy +.* job-controller +Container main for pod"
                + " default/hopeless-\\w+ failed with exit code 42 matching FailJob rule at index 0");
    assertThat(
            kubectl.run("get", "pods", "-l", "job-name=hopeless", "-o", "jsonpath={..finalizers}"))
        .isEmpty();
  }

  @Test
  void aCronJobRunsByTheMinute() {
    apply(
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: minutely}
        spec:
          schedule: '* * * * *'
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: main, image: BUSYBOX, command: [date]}]
        """);
    await("its first job")
        .atMost(Duration.ofSeconds(100))
        .pollInterval(Duration.ofSeconds(2))
        .until(() -> kubectl.run("get", "jobs").matches("(?s).*minutely-\\d+ +Complete +1/1 .*"));
    assertThat(kubectl.run("describe", "cronjob", "minutely"))
        .containsPattern(
            "Normal +SuccessfulCreate +.* cronjob-controller +Created job minutely-\\d+")
        .containsPattern(
            "Normal +SawCompletedJob +.*Saw completed job: minutely-\\d+, condition: Complete");
    kubectl.run("delete", "cronjob", "minutely");
  }
}
