package dev.quarterdeck.agent.worker;

import dev.quarterdeck.model.ObjectKey;
import java.util.Collection;
import java.util.Optional;

/** Read access to this node's pods for the packages that serve requests. */
public interface PodViews {

  /** Finds a pod; empty when the node does not have it or its worker has not read it yet. */
  Optional<PodView> find(ObjectKey pod);

  /** All pods that their workers have read. */
  Collection<PodView> all();
}
