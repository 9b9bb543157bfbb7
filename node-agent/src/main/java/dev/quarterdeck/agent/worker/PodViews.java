package dev.quarterdeck.agent.worker;

import dev.quarterdeck.model.ObjectKey;
import java.util.Collection;
import java.util.Optional;

/** What the rooms that serve requests (stream, stats) may ask about this node's pods. */
public interface PodViews {

  /** Empty when no such pod is bound here (or its worker has not begun). */
  Optional<PodView> find(ObjectKey pod);

  Collection<PodView> all();
}
