package dev.quarterdeck.scheduler.framework;

import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The pods that wait for Permit plugins. Safe for use by several threads. */
public interface WaitingPods {

  /** One of them. */
  interface WaitingPod {

    PodInfo pod();

    /** The plugins that have not allowed it yet. */
    Set<String> pendingPlugins();

    /** The plugin allows the pod; when no other is pending, it is bound. */
    void allow(String plugin);

    /**
     * The plugin rejects the pod as unschedulable.
     *
     * @return false when it had been allowed or rejected before
     */
    boolean reject(String plugin, String message);
  }

  Optional<WaitingPod> find(String podUid);

  List<WaitingPod> all();
}
