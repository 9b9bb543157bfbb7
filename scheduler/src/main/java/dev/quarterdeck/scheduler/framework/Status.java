package dev.quarterdeck.scheduler.framework;

import java.time.Duration;
import java.util.List;

/** What a plugin says about a pod, or about a pod on a node. */
public sealed interface Status {

  Status SUCCESS = new Success();
  Status SKIP = new Skip();

  /** The plugin has no objection. */
  record Success() implements Status {}

  /**
   * The plugin has nothing to do with this pod: after PreFilter its Filter, after PreScore its
   * Score, after PreBindPreFlight its PreBind is left out; a Bind plugin leaves the pod to the next
   * one.
   */
  record Skip() implements Status {}

  /**
   * Only from Permit: the pod waits until the plugin allows or rejects it.
   *
   * @param timeout when it has passed, the pod is rejected
   */
  record Wait(Duration timeout) implements Status {}

  /** The pod cannot be scheduled, or not on this node. */
  sealed interface Rejection extends Status {

    /** Name of the plugin that rejects; empty until the framework has filled it in. */
    String plugin();

    /** Why, in the words of Kubernetes; they are shown in conditions and events. */
    List<String> reasons();

    /** The same rejection with the plugin's name. */
    Rejection by(String plugin);

    /** All reasons in one line. */
    default String message() {
      return String.join(", ", reasons());
    }
  }

  /** Removing other pods could change this. */
  record Unschedulable(String plugin, List<String> reasons) implements Rejection {
    @Override
    public Unschedulable by(String name) {
      return name.equals(plugin) ? this : new Unschedulable(name, reasons);
    }
  }

  /** Removing other pods would not change this. */
  record UnschedulableAndUnresolvable(String plugin, List<String> reasons) implements Rejection {
    @Override
    public UnschedulableAndUnresolvable by(String name) {
      return name.equals(plugin) ? this : new UnschedulableAndUnresolvable(name, reasons);
    }
  }

  /**
   * The plugin waits for something outside of the scheduler that the decision has set off. When the
   * event comes that the plugin waits for, the pod is tried without a back-off.
   */
  record Pending(String plugin, List<String> reasons) implements Rejection {
    @Override
    public Pending by(String name) {
      return name.equals(plugin) ? this : new Pending(name, reasons);
    }
  }

  /**
   * The plugin failed; nothing is known about the pod.
   *
   * @param cause null when there is no exception behind it
   */
  record Error(String message, Throwable cause) implements Status {}

  static Unschedulable unschedulable(String... reasons) {
    return new Unschedulable("", List.of(reasons));
  }

  static UnschedulableAndUnresolvable unresolvable(String... reasons) {
    return new UnschedulableAndUnresolvable("", List.of(reasons));
  }

  static Pending pending(String... reasons) {
    return new Pending("", List.of(reasons));
  }

  static Error error(String message) {
    return new Error(message, null);
  }
}
