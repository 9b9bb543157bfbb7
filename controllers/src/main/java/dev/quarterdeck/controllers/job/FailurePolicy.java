package dev.quarterdeck.controllers.job;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyOnPodConditionsPattern;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a failed pod means for its job (<a
 * href="https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy">Pod
 * failure policy</a>): the first rule that matches decides.
 */
final class FailurePolicy {

  /** What the first matching rule says. */
  enum Action {
    IGNORE("Ignore"),
    COUNT("Count"),
    FAIL_INDEX("FailIndex"),
    FAIL_JOB("FailJob");

    final String word;

    Action(String word) {
      this.word = word;
    }

    /** Empty for one of a newer server. */
    static Optional<Action> of(String word) {
      return Stream.of(values()).filter(action -> action.word.equals(word)).findFirst();
    }
  }

  /**
   * The outcome for one pod.
   *
   * @param action empty when no rule matches
   * @param message why the job fails; empty unless the action is FailJob
   */
  record Verdict(Optional<Action> action, String message) {

    private static final Verdict NONE = new Verdict(Optional.empty(), "");

    /** Whether the failure counts towards the limits. */
    boolean counts() {
      return action.filter(a -> a == Action.IGNORE).isEmpty();
    }

    boolean is(Action wanted) {
      return action.filter(a -> a == wanted).isPresent();
    }
  }

  private FailurePolicy() {}

  /**
   * Judges a pod that failed.
   *
   * @param job one without a policy counts every failure
   */
  static Verdict judge(Job job, Pod pod) {
    var policy = job.getSpec().getPodFailurePolicy();
    if (policy == null) {
      return Verdict.NONE;
    }
    for (var i = 0; i < policy.getRules().size(); i++) {
      var rule = policy.getRules().get(i);
      var action = Action.of(rule.getAction());
      var match = action.isEmpty() ? Optional.<String>empty() : match(rule, pod);
      if (match.isPresent()) {
        var message = "%s matching %s rule at index %d".formatted(match.get(), rule.getAction(), i);
        return new Verdict(action, action.get() == Action.FAIL_JOB ? message : "");
      }
    }
    return Verdict.NONE;
  }

  /** What about the pod matches, in words. */
  private static Optional<String> match(PodFailurePolicyRule rule, Pod pod) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    var name = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    if (rule.getOnExitCodes() != null) {
      return container(rule.getOnExitCodes(), pod)
          .map(
              c ->
                  "Container "
                      + c.getName()
                      + " for pod "
                      + name
                      + " failed with exit code "
                      + exitCode(c));
    }
    return pod.getStatus().getConditions().stream()
        .filter(c -> matches(rule.getOnPodConditions(), c.getType(), c.getStatus()))
        .findFirst()
        .map(c -> "Pod " + name + " has condition " + c.getType());
  }

  private static Optional<ContainerStatus> container(
      PodFailurePolicyOnExitCodesRequirement required, Pod pod) {
    return Stream.concat(
            pod.getStatus().getContainerStatuses().stream(),
            pod.getStatus().getInitContainerStatuses().stream())
        .filter(status -> matches(required, status))
        .findFirst();
  }

  private static boolean matches(
      PodFailurePolicyOnExitCodesRequirement required, ContainerStatus status) {
    var name = required.getContainerName();
    var terminated = status.getState() == null ? null : status.getState().getTerminated();
    if (terminated == null || exitCode(status) == 0) {
      return false;
    }
    if (name != null && !name.equals(status.getName())) {
      return false;
    }
    var listed = required.getValues().contains(exitCode(status));
    return switch (required.getOperator()) {
      case "In" -> listed;
      case "NotIn" -> !listed;
      default -> false; // A newer server's.
    };
  }

  private static int exitCode(ContainerStatus status) {
    return JobFacts.orElse(status.getState().getTerminated().getExitCode(), 0);
  }

  private static boolean matches(
      List<PodFailurePolicyOnPodConditionsPattern> patterns, String type, String status) {
    return patterns.stream()
        .anyMatch(p -> p.getType().equals(type) && p.getStatus().equals(status));
  }
}
