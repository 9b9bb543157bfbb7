package dev.quarterdeck.cli;

import dev.quarterdeck.cli.lab.Await;
import dev.quarterdeck.cli.lab.Distribution;
import dev.quarterdeck.cli.lab.Lab;
import dev.quarterdeck.cli.process.UserError;
import dev.quarterdeck.cli.terminal.Progress;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Three nodes, a Deployment of four replicas and a Service, shown to work.")
final class DemoCommand implements Callable<Integer> {

  private static final Duration DEADLINE = Duration.ofSeconds(90);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final int REQUESTS = 12;

  @Mixin LabOptions lab = new LabOptions();
  @CommandLine.Spec CommandLine.Model.CommandSpec command;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var progress = Progress.onStandardError();
    var running = up(lab).up(progress);
    var manifest = Distribution.current().home().resolve("deploy/examples/web.yaml");
    try (var client = running.connect()) {
      progress.step("applying deploy/examples/web.yaml");
      try (var text = Files.newInputStream(manifest)) {
        for (var item : client.load(text).items()) {
          client
              .resource(item)
              .inNamespace("default")
              .createOr(io.fabric8.kubernetes.client.dsl.NonDeletingOperation::update);
        }
      }
      awaitRollout(client, progress);
      show(running, client, progress);
    }
    command.commandLine().getOut().print(next(running));
    command.commandLine().getOut().flush();
    return 0;
  }

  /** {@code qd up} as it is typed, with its defaults. */
  static UpCommand up(LabOptions lab) {
    var typed = Qd.commandLine().parseArgs("up", "--lab", lab.name, "--dir", lab.base().toString());
    return (UpCommand) typed.subcommand().commandSpec().userObject();
  }

  private static void awaitRollout(KubernetesClient client, Progress progress)
      throws InterruptedException {
    progress.step("waiting for the pods");
    if (!Await.until(DEADLINE, () -> allReady(client, progress))) {
      throw new UserError(
          "the pods of Deployment web are not ready after %d s; see kubectl describe pods"
              .formatted(DEADLINE.toSeconds()));
    }
    progress.done();
  }

  private static boolean allReady(KubernetesClient client, Progress progress) {
    var web = client.apps().deployments().inNamespace("default").withName("web").get();
    int wanted = web.getSpec().getReplicas();
    var status = web.getStatus();
    int ready = status == null || status.getReadyReplicas() == null ? 0 : status.getReadyReplicas();
    progress.detail("%d/%d ready".formatted(ready, wanted));
    return ready == wanted;
  }

  private void show(Lab running, KubernetesClient client, Progress progress)
      throws InterruptedException {
    var address =
        client.services().inNamespace("default").withName("web").get().getSpec().getClusterIP();
    var out = command.commandLine().getOut();
    var allAnswers = new TreeSet<String>();
    for (var host : running.hosts()) {
      progress.step("asking http://%s/ from %s".formatted(address, host.node().name()));
      var answers = new TreeSet<String>();
      for (var i = 0; i < REQUESTS; i++) {
        answers.add(ask(host.enter(), address));
      }
      progress.done();
      allAnswers.addAll(answers);
      out.printf("%s sees %s%n", host.node().name(), String.join(", ", answers));
    }
    out.flush();
    if (allAnswers.size() < 2) {
      throw new UserError("the Service answered from one pod only: " + allAnswers);
    }
  }

  /** One answer of the Service, which may take a moment to reach new endpoints. */
  private static String ask(List<String> enter, String address) throws InterruptedException {
    var words = new ArrayList<>(enter);
    words.addAll(List.of("curl", "-sS", "--max-time", "5", "http://" + address));
    var output = new AtomicReference<>("");
    var answered =
        Await.until(
            ANSWER_LIMIT,
            () -> {
              var outcome =
                  dev.quarterdeck.cli.process.Command.attempt(Duration.ofSeconds(10), "", words);
              output.set(outcome.output().strip());
              return outcome.succeeded();
            });
    if (!answered) {
      throw new UserError("the Service does not answer: " + output);
    }
    return output.get();
  }

  private static String next(Lab running) {
    return """

        What to try next:
          export KUBECONFIG=%s
          kubectl get pods -o wide                     # where they run
          kubectl scale deployment web --replicas=8
          kubectl logs -f deploy/web                   # what a pod prints
          kubectl exec -it deploy/web -- sh            # a shell inside one
          ./qd lab kill node-2 && kubectl get nodes -w # power a host off
          ./qd status                                  # every process and its log
          ./qd down                                    # leave nothing behind
        """
        .formatted(running.folder().kubeconfig());
  }
}
