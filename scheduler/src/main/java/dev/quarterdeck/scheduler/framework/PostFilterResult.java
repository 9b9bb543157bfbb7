package dev.quarterdeck.scheduler.framework;

import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.util.List;
import java.util.Optional;

/**
 * What PostFilter says.
 *
 * @param status success when the pod will be schedulable once the victims are gone
 * @param nominatedNode where the pod is to be nominated to; the empty name takes a nomination back,
 *     an empty Optional leaves it as it is
 * @param victims pods to remove so that the nominated node can take the pod
 */
public record PostFilterResult(
    Status status, Optional<String> nominatedNode, List<PodInfo> victims) {

  /** The pod will fit on the node once the victims are gone. */
  public static PostFilterResult nominate(String node, List<PodInfo> victims) {
    return new PostFilterResult(Status.SUCCESS, Optional.of(node), List.copyOf(victims));
  }

  /** Nothing can be done; the pod keeps the node it was nominated to. */
  public static PostFilterResult of(Status status) {
    return new PostFilterResult(status, Optional.empty(), List.of());
  }

  /** Nothing can be done; the pod loses the node it was nominated to. */
  public static PostFilterResult clearNomination(Status status) {
    return new PostFilterResult(status, Optional.of(""), List.of());
  }
}
