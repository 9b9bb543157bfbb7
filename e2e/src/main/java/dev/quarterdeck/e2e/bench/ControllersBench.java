package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.cli.lab.Lab;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * How long the controllers take to bring many objects to their end, and what that costs the control
 * plane, the scheduler's and the API server's part included.
 */
final class ControllersBench {

  private static final int NODES = 10;
  private static final int JOBS = 100;
  private static final int PODS = 10;
  private static final long LIMIT_SECONDS = 600;
  private static final String NAMESPACE = "bench-controllers";

  private final ControlPlaneProcess process;
  private final KubernetesClient client;
  private final Report report;

  ControllersBench(Lab lab, KubernetesClient client, Report report) {
    process = new ControlPlaneProcess(lab);
    this.client = client;
    this.report = report;
  }

  void run() throws Exception {
    report.heading("Controllers, %d played nodes".formatted(NODES));
    var namespace =
        new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build();
    client.resource(namespace).create();
    try (var nodes = new PlayedNodes(client, NODES)) {
      jobs("warm", 10);
      report.line("%d jobs of %d pods to completion".formatted(JOBS, PODS), jobs("job", JOBS));
    }
  }

  private String jobs(String prefix, int count) throws Exception {
    var cpu = process.cpuSeconds();
    var start = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < count; i++) {
        var job = job(prefix + "-" + i);
        threads.submit(() -> client.resource(job).create());
      }
    }
    var jobs = client.batch().v1().jobs().inNamespace(NAMESPACE);
    jobs.informOnCondition(
            all -> all.stream().filter(ControllersBench::isComplete).count() == count)
        .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    var seconds = (System.nanoTime() - start) / 1e9;
    var spent = process.cpuSeconds() - cpu;
    clear();
    return String.format(Locale.ROOT, "%.1f s, control plane %.1f s of CPU", seconds, spent);
  }

  private static boolean isComplete(Job job) {
    return job.getStatus() != null
        && job.getStatus().getConditions().stream().anyMatch(c -> c.getType().equals("Complete"));
  }

  private static Job job(String name) {
    return new JobBuilder()
        .withNewMetadata()
        .withNamespace(NAMESPACE)
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withCompletions(PODS)
        .withParallelism(PODS)
        .withNewTemplate()
        .withNewSpec()
        .withRestartPolicy("Never")
        .addToNodeSelector("bench", "played")
        .addNewContainer()
        .withName("main")
        .withImage("bench")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private void clear() throws Exception {
    client.batch().v1().jobs().inNamespace(NAMESPACE).delete();
    client
        .pods()
        .inNamespace(NAMESPACE)
        .informOnCondition(java.util.Collection::isEmpty)
        .get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
