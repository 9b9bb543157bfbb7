package dev.quarterdeck.controllers.deployment;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** The annotations that carry a rollout's history; kubectl rollout reads and writes them. */
final class RevisionAnnotations {

  static final String REVISION = "deployment.kubernetes.io/revision";
  static final String HISTORY = "deployment.kubernetes.io/revision-history";
  static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
  static final String MAX = "deployment.kubernetes.io/max-replicas";

  private static final int MAX_HISTORY_CHARS = 2000;
  private static final Set<String> NOT_COPIED =
      Set.of(
          "kubectl.kubernetes.io/last-applied-configuration",
          REVISION,
          HISTORY,
          DESIRED,
          MAX,
          "deprecated.deployment.rollback.to");

  private RevisionAnnotations() {}

  /** The object's revision; 0 when it has none. */
  static long of(HasMetadata object) {
    return number(annotations(object).get(REVISION));
  }

  /** The revision after those of {@code sets}; the largest number there is has none after it. */
  static long after(Collection<ReplicaSet> sets) {
    var highest = sets.stream().mapToLong(RevisionAnnotations::of).max().orElse(0);
    return highest == Long.MAX_VALUE ? highest : Math.max(0, highest) + 1;
  }

  static Map<String, String> annotations(HasMetadata object) {
    var annotations = object.getMetadata().getAnnotations();
    return annotations == null ? Map.of() : annotations;
  }

  /** The size annotations a replica set carries for proportional scaling. */
  static Map<String, String> sizes(Deployment deployment) {
    var replicas = Bounds.replicas(deployment);
    return Map.of(
        DESIRED,
        Integer.toString(replicas),
        MAX,
        Integer.toString(replicas + Bounds.of(deployment).surge()));
  }

  /**
   * The annotations that the deployment's newest replica set should carry at {@code revision}: its
   * own, the deployment's, and the revision with the ones it had before.
   *
   * @param present what it carries now, empty for one to be created
   */
  static Map<String, String> forNewest(
      Deployment deployment, Map<String, String> present, long revision) {
    var wanted = new LinkedHashMap<>(present);
    annotations(deployment)
        .forEach(
            (key, value) -> {
              if (!NOT_COPIED.contains(key)) {
                wanted.put(key, value);
              }
            });
    var old = present.get(REVISION);
    if (old != null && !old.isEmpty() && parse(old).isEmpty()) {
      return present; // Somebody's text, which kube-controller-manager leaves alone, too.
    }
    if (number(old) < revision) {
      wanted.put(REVISION, Long.toString(revision));
      if (old != null) {
        wanted.put(HISTORY, history(present.getOrDefault(HISTORY, ""), old));
      }
    }
    return wanted;
  }

  /** Appends to the comma-separated history, dropping the oldest when it grows too long. */
  private static String history(String history, String revision) {
    var grown = history.isEmpty() ? revision : history + "," + revision;
    while (grown.length() > MAX_HISTORY_CHARS && grown.indexOf(',') >= 0) {
      grown = grown.substring(grown.indexOf(',') + 1);
    }
    return grown;
  }

  /** The number an annotation holds; 0 when it holds none. */
  static long number(String text) {
    return parse(text).orElse(0);
  }

  /** Annotations hold any text; a number in them is a 64-bit one. */
  private static OptionalLong parse(String text) {
    if (text == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException noNumber) {
      return OptionalLong.empty();
    }
  }
}
