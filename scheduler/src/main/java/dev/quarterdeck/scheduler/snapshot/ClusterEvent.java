package dev.quarterdeck.scheduler.snapshot;

/** Something that may make room for a pod that had none. */
public enum ClusterEvent {
  NODE_ADDED,
  /** A node offers more of something, or takes more pods. */
  NODE_ALLOCATABLE_GREW,
  NODE_LABELS_CHANGED,
  /** A taint went or was changed, or the node may be scheduled on again. */
  NODE_TAINTS_CHANGED,
  /** A pod that held resources, ports or a place on a node is gone or has ended. */
  POD_FREED
}
