package dev.quarterdeck.apiserver.definitions;

import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The built-in kinds and those that CustomResourceDefinitions add. Readers see one table or the
 * next, never half of one; the same list is the same table.
 */
public final class CustomRegistry implements Registry {

  private final Registry builtIn;
  private volatile Table table;

  private record Table(Map<GroupVersionResource, ResourceType> custom, List<ResourceType> all) {}

  public CustomRegistry(Registry builtIn) {
    this.builtIn = builtIn;
    this.table = new Table(Map.of(), builtIn.all());
  }

  /** Serves these custom kinds from now on, in this order, and no others. */
  void replace(Collection<ResourceType> types) {
    var custom = new HashMap<GroupVersionResource, ResourceType>();
    var all = new ArrayList<>(builtIn.all());
    for (var type : types) {
      if (builtIn.find(type.resource()).isEmpty()) {
        custom.put(type.resource(), type);
        all.add(type);
      }
    }
    table = new Table(Map.copyOf(custom), List.copyOf(all));
  }

  @Override
  public Optional<ResourceType> find(GroupVersionResource resource) {
    var known = builtIn.find(resource);
    return known.isPresent() ? known : Optional.ofNullable(table.custom.get(resource));
  }

  @Override
  public List<ResourceType> all() {
    return table.all;
  }
}
