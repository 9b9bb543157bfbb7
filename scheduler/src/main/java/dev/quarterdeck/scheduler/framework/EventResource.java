package dev.quarterdeck.scheduler.framework;

import dev.quarterdeck.scheduler.snapshot.NodeAttributes;
import dev.quarterdeck.scheduler.snapshot.PodInfo;

/**
 * A kind of object whose changes may make pods schedulable.
 *
 * @param name as in Kubernetes' metrics, such as {@code Node} or {@code storage.k8s.io/CSINode}
 * @param type what plugins see of such an object
 */
public record EventResource<T>(String name, Class<T> type) {

  public static final EventResource<PodInfo> POD = new EventResource<>("Pod", PodInfo.class);
  public static final EventResource<NodeAttributes> NODE =
      new EventResource<>("Node", NodeAttributes.class);
}
