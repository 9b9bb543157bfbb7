package dev.quarterdeck.scheduler.framework;

/** What plugins may use of the scheduler that runs them; given to them when they are made. */
public interface Handle {

  /** For Permit plugins: the pods that wait for them. */
  WaitingPods waitingPods();
}
