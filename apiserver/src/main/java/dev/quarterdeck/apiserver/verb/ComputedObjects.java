package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.ResourceType;
import java.util.List;
import java.util.Optional;

/** Kinds whose objects are not kept but found out when somebody asks: ComponentStatuses. */
@FunctionalInterface
public interface ComputedObjects {

  /** Where every object is a stored one. */
  ComputedObjects NONE = type -> Optional.empty();

  /**
   * All objects of the kind, as they are now.
   *
   * @return empty when the kind's objects are stored ones
   */
  Optional<List<ObjectNode>> all(ResourceType type);
}
