package dev.quarterdeck.controllers.nodelifecycle;

import dev.quarterdeck.controllers.meta.Timestamps;
import dev.quarterdeck.model.scheduling.Taints;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Decides a node's taints by its conditions; taints that users set are left alone. */
final class TaintPlan {

  static final String NOT_READY = "node.kubernetes.io/not-ready";
  static final String UNREACHABLE = "node.kubernetes.io/unreachable";
  private static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";

  /** Conditions and the taints that they stand for when they are true. */
  private static final List<List<String>> BY_CONDITION =
      List.of(
          List.of("MemoryPressure", "node.kubernetes.io/memory-pressure"),
          List.of("DiskPressure", "node.kubernetes.io/disk-pressure"),
          List.of("PIDPressure", "node.kubernetes.io/pid-pressure"),
          List.of("NetworkUnavailable", "node.kubernetes.io/network-unavailable"));

  private static final Set<String> OURS_NO_SCHEDULE =
      Set.of(
          NOT_READY,
          UNREACHABLE,
          UNSCHEDULABLE,
          "node.kubernetes.io/memory-pressure",
          "node.kubernetes.io/disk-pressure",
          "node.kubernetes.io/pid-pressure",
          "node.kubernetes.io/network-unavailable");

  private TaintPlan() {}

  /** Whether {@link #next} would add a NoExecute taint, that is, evict the node's pods. */
  static boolean wantsEviction(Node node) {
    return noExecute(node).stream()
        .anyMatch(
            key -> NodeFacts.taints(node).stream().noneMatch(t -> is(t, key, Taints.NO_EXECUTE)));
  }

  /**
   * All taints the node should have.
   *
   * @param mayEvict whether a NoExecute taint may be added now; those it has stay either way
   * @param spare whether NoExecute taints go even though the node is not well, because no node is
   */
  static List<Taint> next(Node node, boolean mayEvict, boolean spare, Instant now) {
    var noSchedule = noSchedule(node);
    var noExecute = spare ? Set.<String>of() : noExecute(node);
    var taints = new ArrayList<Taint>();
    for (var taint : NodeFacts.taints(node)) {
      if (stays(taint, noSchedule, noExecute)) {
        taints.add(taint);
      }
    }
    noSchedule.stream()
        .filter(key -> taints.stream().noneMatch(t -> is(t, key, Taints.NO_SCHEDULE)))
        .forEach(key -> taints.add(taint(key, Taints.NO_SCHEDULE, now)));
    if (mayEvict) {
      noExecute.stream()
          .filter(key -> taints.stream().noneMatch(t -> is(t, key, Taints.NO_EXECUTE)))
          .forEach(key -> taints.add(taint(key, Taints.NO_EXECUTE, now)));
    }
    return List.copyOf(taints);
  }

  private static boolean stays(Taint taint, Set<String> noSchedule, Set<String> noExecute) {
    var key = taint.getKey();
    return switch (taint.getEffect()) {
      case Taints.NO_SCHEDULE -> !OURS_NO_SCHEDULE.contains(key) || noSchedule.contains(key);
      case Taints.NO_EXECUTE ->
          !(key.equals(NOT_READY) || key.equals(UNREACHABLE)) || noExecute.contains(key);
      default -> true;
    };
  }

  private static Set<String> noSchedule(Node node) {
    var keys = new LinkedHashSet<>(noExecute(node));
    for (var entry : BY_CONDITION) {
      if (NodeFacts.status(node, entry.getFirst()).filter("True"::equals).isPresent()) {
        keys.add(entry.getLast());
      }
    }
    if (node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
      keys.add(UNSCHEDULABLE);
    }
    return keys;
  }

  private static Set<String> noExecute(Node node) {
    return switch (NodeFacts.status(node, "Ready").orElse("")) {
      case "False" -> Set.of(NOT_READY);
      case "Unknown" -> Set.of(UNREACHABLE);
      default -> Set.of();
    };
  }

  private static boolean is(Taint taint, String key, String effect) {
    return key.equals(taint.getKey()) && effect.equals(taint.getEffect());
  }

  private static Taint taint(String key, String effect, Instant now) {
    return new TaintBuilder()
        .withKey(key)
        .withEffect(effect)
        .withTimeAdded(Timestamps.format(now))
        .build();
  }
}
