package dev.quarterdeck.model.scheduling;

import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which tolerations match which taints (<a
 * href="https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/">Taints and
 * Tolerations</a>).
 */
public final class Tolerations {

  // Some centuries: more seconds do not fit into an instant.
  private static final long LONGEST_SECONDS = 10_000_000_000L;

  private Tolerations() {}

  /**
   * Whether the toleration matches the taint. An empty effect matches every effect, an empty key
   * every key. The operators {@code Lt} and {@code Gt} match nothing, as in a Kubernetes whose
   * feature gate TaintTolerationComparisonOperators is off (the default of v1.36).
   */
  public static boolean tolerates(Toleration toleration, Taint taint) {
    return matchesUnlessEmpty(toleration.getEffect(), taint.getEffect())
        && matchesUnlessEmpty(toleration.getKey(), taint.getKey())
        && switch (orEmpty(toleration.getOperator())) {
          case "", "Equal" -> orEmpty(toleration.getValue()).equals(orEmpty(taint.getValue()));
          case "Exists" -> true;
          default -> false;
        };
  }

  /** Whether any of the tolerations matches the taint. */
  public static boolean tolerates(List<Toleration> tolerations, Taint taint) {
    for (var toleration : tolerations) {
      if (tolerates(toleration, taint)) {
        return true;
      }
    }
    return false;
  }

  /** The first of the tolerations that matches the taint: how long it tolerates is what counts. */
  public static Optional<Toleration> first(List<Toleration> tolerations, Taint taint) {
    return tolerations.stream().filter(toleration -> tolerates(toleration, taint)).findFirst();
  }

  /**
   * How long a pod with the toleration may stay on a node with a NoExecute taint that it matches;
   * empty for as long as the taint is there. A negative number of seconds counts as zero.
   */
  public static Optional<Duration> period(Toleration toleration) {
    return Optional.ofNullable(toleration.getTolerationSeconds())
        .map(seconds -> Duration.ofSeconds(Math.clamp(seconds, 0, LONGEST_SECONDS)));
  }

  /** The first of those taints that {@code relevant} accepts and no toleration matches. */
  public static Optional<Taint> firstUntolerated(
      List<Taint> taints, List<Toleration> tolerations, Predicate<Taint> relevant) {
    for (var taint : taints) {
      if (relevant.test(taint) && !tolerates(tolerations, taint)) {
        return Optional.of(taint);
      }
    }
    return Optional.empty();
  }

  private static boolean matchesUnlessEmpty(String wanted, String actual) {
    return wanted == null || wanted.isEmpty() || wanted.equals(actual);
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }
}
