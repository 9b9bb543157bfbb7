package dev.quarterdeck.controllers.job;

import dev.quarterdeck.model.batch.IndexSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.SuccessPolicyRule;
import java.util.Optional;

/**
 * When an Indexed job has succeeded before all its indexes have (<a
 * href="https://kubernetes.io/docs/concepts/workloads/controllers/job/#success-policy">Success
 * policy</a>).
 */
final class SuccessPolicy {

  private SuccessPolicy() {}

  /**
   * The first rule that is met, in words.
   *
   * @param succeeded the indexes that have
   */
  static Optional<String> met(Job job, IndexSet succeeded) {
    var policy = job.getSpec().getSuccessPolicy();
    if (policy == null || succeeded.isEmpty()) {
      return Optional.empty();
    }
    for (var i = 0; i < policy.getRules().size(); i++) {
      if (isMet(policy.getRules().get(i), succeeded, JobFacts.indexes(job))) {
        return Optional.of("Matched rules at index " + i);
      }
    }
    return Optional.empty();
  }

  private static boolean isMet(SuccessPolicyRule rule, IndexSet succeeded, int completions) {
    var count = rule.getSucceededCount();
    if (rule.getSucceededIndexes() == null) {
      return count != null && succeeded.size() >= count;
    }
    var required = IndexSet.read(rule.getSucceededIndexes(), completions);
    if (required.isEmpty()) {
      return false;
    }
    var met = required.common(succeeded);
    return met == required.size() || (count != null && met >= count);
  }
}
