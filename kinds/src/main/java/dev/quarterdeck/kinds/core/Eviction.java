package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code pods/eviction} decision: whether a disruption budget has to let this pod go first. The
 * caller first charges the budget, then deletes the pod.
 */
public sealed interface Eviction {

  /** No budget is asked: delete the pod. */
  record Free() implements Eviction {}

  /**
   * No budget is asked as long as the pod is as it was seen: once it serves, it counts.
   *
   * @param budget the name of the one that would be asked then; empty for those there may be
   */
  record FreeAsSeen(String budget) implements Eviction {}

  /** Write this budget as {@link #charged}, then delete the pod. */
  record Charge(String budget) implements Eviction {}

  /** Kubernetes' bound on evictions not yet seen by the disruption controller. */
  int MAX_DISRUPTED_PODS = 2000;

  GroupVersionResource BUDGET = new GroupVersionResource("policy", "v1", "poddisruptionbudget");

  Set<String> ENDED = Set.of("Succeeded", "Failed");

  /**
   * @param budgets the PodDisruptionBudgets of the pod's namespace whose selector matches it
   * @throws ApiFault 500 when several match
   */
  static Eviction decide(ObjectNode pod, List<ObjectNode> budgets) {
    var phase = Tree.text(pod, "/status/phase");
    if (!Tree.absent(pod.path("metadata").get("deletionTimestamp")) || ENDED.contains(phase)) {
      return new Free();
    }
    if (phase.equals("Pending")) {
      return new FreeAsSeen("");
    }
    if (budgets.isEmpty()) {
      return new Free();
    }
    if (budgets.size() > 1) {
      throw new ApiFault(
          Reason.INTERNAL_ERROR,
          "This pod has more than one PodDisruptionBudget, which the eviction subresource does not"
              + " support.");
    }
    var budget = budgets.getFirst();
    var name = Tree.text(budget, "/metadata/name");
    return !ready(pod) && unhealthyMayGo(budget) ? new FreeAsSeen(name) : new Charge(name);
  }

  /**
   * The pod as it is before it is deleted: its condition DisruptionTarget tells its owner that the
   * end is not its own fault.
   */
  static ObjectNode marked(ObjectNode pod, Instant now) {
    var marked = pod.deepCopy();
    var conditions = Tree.child(marked, "status").withArrayProperty("conditions");
    var present = condition(marked.path("status"), "DisruptionTarget");
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

  private static Optional<ObjectNode> condition(JsonNode status, String type) {
    return Tree.objects(status, "conditions").stream()
        .filter(condition -> Tree.text(condition, "/type").equals(type))
        .findFirst();
  }

  private static boolean ready(JsonNode pod) {
    return condition(pod.path("status"), "Ready")
        .filter(c -> Tree.text(c, "/status").equals("True"))
        .isPresent();
  }

  private static boolean unhealthyMayGo(ObjectNode budget) {
    var status = budget.path("status");
    return Tree.text(budget, "/spec/unhealthyPodEvictionPolicy").equals("AlwaysAllow")
        || status.path("desiredHealthy").asLong() > 0
            && status.path("currentHealthy").asLong() >= status.path("desiredHealthy").asLong();
  }

  /**
   * The budget with one eviction less. Of its evictions the one of {@code pod} is noted until the
   * disruption controller sees the pod go.
   *
   * @throws ApiFault 429 when the budget allows no eviction now
   */
  static ObjectNode charged(ObjectNode budget, String pod, Instant now) {
    var status = budget.path("status");
    var name = Tree.text(budget, "/metadata/name");
    var allowed = status.path("disruptionsAllowed").asLong(0);
    if (status.path("observedGeneration").asLong()
        < budget.path("metadata").path("generation").asLong()) {
      throw unsettled(name);
    }
    if (allowed < 0) {
      throw ApiFault.forbidden(BUDGET, name, "pdb disruptions allowed is negative");
    }
    if (status.path("disruptedPods").size() > MAX_DISRUPTED_PODS) {
      throw ApiFault.forbidden(
          BUDGET,
          name,
          "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
    }
    if (allowed == 0) {
      throw tooMany(why(name, status), Duration.ZERO);
    }
    var charged = budget.deepCopy();
    var left = Tree.child(charged, "status");
    Tree.put(left, "disruptionsAllowed", allowed - 1);
    Tree.child(left, "disruptedPods").put(pod, now.toString());
    if (allowed == 1) {
      exhausted(left, now);
    }
    return charged;
  }

  /** The 429 for a budget whose numbers are not known yet, or not any more. */
  static ApiFault unsettled(String budget) {
    return tooMany(
        "The disruption budget %s is still being processed by the server.".formatted(budget),
        Duration.ofSeconds(10));
  }

  private static String why(String name, JsonNode status) {
    var needed = status.path("desiredHealthy").asLong();
    var healthy = status.path("currentHealthy").asLong();
    var refusal =
        condition(status, "DisruptionAllowed")
            .filter(c -> "False".equals(Tree.text(c, "/status")))
            .filter(c -> !Tree.text(c, "/message").isEmpty());
    var reason = refusal.map(c -> Tree.text(c, "/reason")).orElse("");
    var message = refusal.map(c -> Tree.text(c, "/message")).orElse("");
    var start = "The disruption budget " + name;
    if (reason.equals("SyncFailed")) {
      return start + " does not allow evicting pods currently because it failed sync: " + message;
    }
    if (healthy <= needed) {
      return "%s needs %d healthy pods and has %d currently".formatted(start, needed, healthy);
    }
    return refusal.isEmpty()
        ? start + " does not allow evicting pods currently"
        : "%s does not allow evicting pods currently (%s): %s".formatted(start, reason, message);
  }

  private static void exhausted(ObjectNode status, Instant now) {
    var present = condition(status, "DisruptionAllowed");
    var since =
        present
            .filter(c -> "False".equals(Tree.text(c, "/status")))
            .map(c -> Tree.text(c, "/lastTransitionTime"))
            .orElse(now.toString());
    var condition = present.orElseGet(status.withArrayProperty("conditions")::addObject);
    condition
        .put("type", "DisruptionAllowed")
        .put("status", "False")
        .put("reason", "InsufficientPods")
        .put("message", "")
        .put("lastTransitionTime", since);
    Tree.put(condition, "observedGeneration", status.path("observedGeneration").asLong());
  }

  private static ApiFault tooMany(String why, Duration retryAfter) {
    return new ApiFault(
        Reason.TOO_MANY_REQUESTS,
        "Cannot evict pod as it would violate the pod's disruption budget.",
        new ApiFault.Details("", "", "", List.of(FieldError.disruptionBudget(why)), retryAfter));
  }
}
