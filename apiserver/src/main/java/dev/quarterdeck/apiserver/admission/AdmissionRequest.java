package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.User;
import java.util.function.Consumer;

/**
 * A write on its way to the store, as the admission plugins see it.
 *
 * @param subresource empty for the object itself
 * @param object what is to be stored; null for a delete. A mutating plugin changes it in place
 * @param old what is stored now; null for a create. Never changed
 * @param warnings takes advice for the client
 */
public record AdmissionRequest(
    Operation operation,
    User user,
    ResourceType type,
    String namespace,
    String name,
    String subresource,
    ObjectNode object,
    ObjectNode old,
    boolean dryRun,
    Consumer<String> warnings) {

  public enum Operation {
    CREATE,
    UPDATE,
    DELETE,
    CONNECT
  }

  /** Whether it is about this resource itself, not one of its subresources. */
  public boolean isOn(String group, String resource) {
    return subresource.isEmpty()
        && type.resource().resource().equals(resource)
        && type.resource().group().equals(group);
  }
}
