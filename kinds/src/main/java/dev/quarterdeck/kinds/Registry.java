package dev.quarterdeck.kinds;

import dev.quarterdeck.model.GroupVersionResource;
import java.util.List;
import java.util.Optional;

/** The table of served kinds. It may change at run time (CRDs); each answer is of the moment. */
public interface Registry {

  Optional<ResourceType> find(GroupVersionResource resource);

  /** All served kinds, in the order discovery lists them. */
  List<ResourceType> all();
}
