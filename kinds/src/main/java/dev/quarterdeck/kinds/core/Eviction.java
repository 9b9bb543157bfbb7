package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code pods/eviction} decision: whether the disruption budgets let this pod go, and what that
 * costs them. The caller first writes the budget, then deletes the pod.
 */
public sealed interface Eviction {

  /** No budget is touched: delete the pod. */
  record Free() implements Eviction {}

  /** Write this budget (a changed copy, guarded by its resourceVersion), then delete the pod. */
  record Charged(ObjectNode budget) implements Eviction {}

  /** Kubernetes' bound on evictions not yet seen by the disruption controller. */
  int MAX_DISRUPTED_PODS = 2000;

  Set<String> UNDISTURBED = Set.of("Succeeded", "Failed", "Pending");

  /**
   * @param budgets the PodDisruptionBudgets of the pod's namespace whose selector matches it
   * @throws ApiFault 429 when a budget allows no disruption now, 500 when several match
   */
  static Eviction decide(ObjectNode pod, List<ObjectNode> budgets, Instant now) {
    var ending = !Tree.absent(pod.path("metadata").get("deletionTimestamp"));
    if (ending || UNDISTURBED.contains(Tree.text(pod, "/status/phase")) || budgets.isEmpty()) {
      return new Free();
    }
    if (budgets.size() > 1) {
      throw new ApiFault(
          Reason.INTERNAL_ERROR,
          "This pod has more than one PodDisruptionBudget, which the eviction subresource does not"
              + " support.");
    }
    var budget = budgets.getFirst();
    return !ready(pod) && unhealthyMayGo(budget) ? new Free() : charge(pod, budget, now);
  }

  /**
   * The pod as it is before it is deleted: its condition DisruptionTarget tells its owner that the
   * end is not its own fault.
   */
  static ObjectNode marked(ObjectNode pod, Instant now) {
    var marked = pod.deepCopy();
    var conditions = Tree.child(marked, "status").withArrayProperty("conditions");
    var present = condition(marked, "DisruptionTarget");
    var holds = present.filter(c -> "True".equals(Tree.text(c, "/status"))).isPresent();
    var condition = present.orElseGet(conditions::addObject);
    condition
        .put("type", "DisruptionTarget")
        .put("status", "True")
        .put("reason", "EvictionByEvictionAPI")
        .put("message", "Eviction API: evicting");
    if (!holds) {
      condition.put("lastTransitionTime", now.toString());
    }
    return marked;
  }

  private static Optional<ObjectNode> condition(JsonNode pod, String type) {
    return Tree.objects(pod.path("status"), "conditions").stream()
        .filter(condition -> Tree.text(condition, "/type").equals(type))
        .findFirst();
  }

  private static boolean ready(JsonNode pod) {
    return condition(pod, "Ready").filter(c -> Tree.text(c, "/status").equals("True")).isPresent();
  }

  private static boolean unhealthyMayGo(ObjectNode budget) {
    var status = budget.path("status");
    return Tree.text(budget, "/spec/unhealthyPodEvictionPolicy").equals("AlwaysAllow")
        || status.path("desiredHealthy").asLong() > 0
            && status.path("currentHealthy").asLong() >= status.path("desiredHealthy").asLong();
  }

  private static Charged charge(ObjectNode pod, ObjectNode budget, Instant now) {
    var status = budget.path("status");
    var allowed = status.path("disruptionsAllowed").asLong(0);
    if (status.path("observedGeneration").asLong()
        < budget.path("metadata").path("generation").asLong()) {
      throw tooMany(Duration.ofSeconds(10));
    }
    if (status.path("disruptedPods").size() > MAX_DISRUPTED_PODS) {
      throw new ApiFault(
          Reason.FORBIDDEN,
          "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
    }
    if (allowed <= 0) {
      throw tooMany(Duration.ZERO);
    }
    var charged = budget.deepCopy();
    var left = Tree.child(charged, "status");
    Tree.put(left, "disruptionsAllowed", allowed - 1);
    Tree.child(left, "disruptedPods").put(Tree.text(pod, "/metadata/name"), now.toString());
    return new Charged(charged);
  }

  private static ApiFault tooMany(Duration retryAfter) {
    return new ApiFault(
        Reason.TOO_MANY_REQUESTS,
        "Cannot evict pod as it would violate the pod's disruption budget.",
        new ApiFault.Details("", "", "", List.of(), retryAfter));
  }
}
