package dev.quarterdeck.scheduler.framework;

import dev.quarterdeck.scheduler.snapshot.PodInfo;

/** Extension point PostBind: the pod has been bound. */
public interface PostBindPlugin extends Plugin {

  void postBind(CycleState state, PodInfo pod, String node);
}
