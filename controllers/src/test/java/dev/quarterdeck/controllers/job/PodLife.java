package dev.quarterdeck.controllers.job;

import dev.quarterdeck.controllers.meta.Timestamps;
import dev.quarterdeck.controllers.pod.PodFacts;
import io.fabric8.kubernetes.api.model.ContainerStateTerminatedBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import java.util.List;
import java.util.Random;

/** What becomes of pods: nodes run them, they end well or not, they are evicted. */
final class PodLife {

  private final ModelServer server;
  private final Random random;
  private boolean calm;

  PodLife(ModelServer server, Random random) {
    this.server = server;
    this.random = random;
  }

  /** From now on pods succeed. */
  void calm() {
    calm = true;
  }

  /** The pod's node has a look at it. */
  void step(Pod pod) {
    if (PodFacts.isFinished(pod)) {
      return;
    }
    if (PodFacts.isTerminating(pod)) {
      end(pod, random.nextInt(4) == 0 ? 0 : 143);
    } else if (!PodFacts.isScheduled(pod)) {
      server.edit(pod, p -> p.editSpec().withNodeName("node-1").endSpec());
    } else if (PodFacts.phase(pod).equals("Pending")) {
      run(pod);
    } else if (calm || random.nextInt(3) > 0) {
      end(pod, calm || random.nextInt(3) > 0 ? 0 : List.of(1, 42, 43).get(random.nextInt(3)));
    }
  }

  private void run(Pod pod) {
    server.edit(
        pod,
        p ->
            p.editStatus()
                .withPhase("Running")
                .withConditions(
                    new PodConditionBuilder()
                        .withType("Ready")
                        .withStatus("True")
                        .withLastTransitionTime(Timestamps.format(server.now()))
                        .build())
                .withContainerStatuses(
                    new ContainerStatusBuilder().withName("main").withRestartCount(0).build())
                .endStatus());
  }

  private void end(Pod pod, int exitCode) {
    if (exitCode != 0
        && "OnFailure".equals(pod.getSpec().getRestartPolicy())
        && !PodFacts.isTerminating(pod)) {
      restart(pod);
      return;
    }
    var conditions =
        pod.getStatus().getConditions().stream().filter(c -> !c.getType().equals("Ready")).toList();
    server.edit(pod, p -> ended(p, exitCode, conditions));
  }

  private PodBuilder ended(PodBuilder pod, int exitCode, List<PodCondition> conditions) {
    return pod.editStatus()
        .withPhase(exitCode == 0 ? "Succeeded" : "Failed")
        .withConditions(conditions)
        .withContainerStatuses(
            new ContainerStatusBuilder()
                .withName("main")
                .withRestartCount(0)
                .withNewState()
                .withTerminated(
                    new ContainerStateTerminatedBuilder()
                        .withExitCode(exitCode)
                        .withFinishedAt(Timestamps.format(server.now()))
                        .build())
                .endState()
                .build())
        .endStatus();
  }

  private void restart(Pod pod) {
    server.edit(
        pod,
        p ->
            p.editStatus()
                .withContainerStatuses(
                    new ContainerStatusBuilder()
                        .withName("main")
                        .withRestartCount(1 + restarts(pod))
                        .build())
                .endStatus());
  }

  private static int restarts(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .mapToInt(status -> status.getRestartCount())
        .sum();
  }

  /** Somebody deletes the pod, evicts it, takes it from its job, or its node vanishes. */
  void disturb(Pod pod) {
    var fate = random.nextInt(4);
    if (fate == 3) {
      server.edit(
          pod,
          p ->
              p.editMetadata()
                  .withOwnerReferences(List.of())
                  .withFinalizers(List.of())
                  .endMetadata());
      return;
    }
    if (fate > 0 && !PodFacts.isFinished(pod)) {
      server.edit(
          pod,
          p ->
              p.editStatus()
                  .addNewCondition()
                  .withType("DisruptionTarget")
                  .withStatus("True")
                  .endCondition()
                  .endStatus());
    }
    if (fate == 2 && !PodFacts.isFinished(pod)) {
      server.edit(pod, p -> p.editStatus().withPhase("Failed").endStatus());
    }
    server.delete(pod);
  }
}
