package dev.quarterdeck.scheduler.framework;

/** A rule, or a set of rules that belong together, of how pods are scheduled. */
public interface Plugin {

  /** The name in configuration, metrics and statuses; unique within a profile. */
  String name();
}
