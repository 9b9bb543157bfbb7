package dev.quarterdeck.scheduler.profile;

import dev.quarterdeck.scheduler.framework.BindPlugin;
import dev.quarterdeck.scheduler.framework.CycleState;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.snapshot.PodInfo;

/** Stands where a Bind plugin is required and nothing is bound. */
public final class NoBinding implements BindPlugin {

  @Override
  public String name() {
    return "NoBinding";
  }

  @Override
  public Status bind(CycleState state, PodInfo pod, String node) {
    throw new AssertionError("nothing is bound here");
  }
}
