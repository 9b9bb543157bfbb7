package dev.quarterdeck.scheduler.framework;

import java.util.Optional;
import java.util.Set;

/**
 * What PreFilter says.
 *
 * @param nodes the names of the only nodes that can take the pod; empty Optional for no restriction
 */
public record PreFilterResult(Status status, Optional<Set<String>> nodes) {

  public static final PreFilterResult ALL_NODES =
      new PreFilterResult(Status.SUCCESS, Optional.empty());
  public static final PreFilterResult SKIP = new PreFilterResult(Status.SKIP, Optional.empty());

  public static PreFilterResult only(Set<String> names) {
    return new PreFilterResult(Status.SUCCESS, Optional.of(names));
  }

  public static PreFilterResult of(Status status) {
    return new PreFilterResult(status, Optional.empty());
  }
}
