package dev.quarterdeck.scheduler.framework;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What happened to an object. An update of several aspects is several events. */
public enum ActionType {
  ADD,
  DELETE,
  UPDATE_NODE_ALLOCATABLE,
  UPDATE_NODE_LABEL,
  /** Taints changed, or the node became schedulable. */
  UPDATE_NODE_TAINT,
  UPDATE_POD_LABEL,
  /** The pod requests less of some resource. */
  UPDATE_POD_SCALE_DOWN,
  UPDATE_POD_TOLERATION,
  /** The last scheduling gate was removed. */
  UPDATE_POD_SCHEDULING_GATES_ELIMINATED,
  /** An update of no aspect that has a name here. */
  UPDATE;

  public static final Set<ActionType> ALL =
      Collections.unmodifiableSet(EnumSet.allOf(ActionType.class));
}
