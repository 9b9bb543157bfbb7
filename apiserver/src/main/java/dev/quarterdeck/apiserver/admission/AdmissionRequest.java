package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.access.Attributes;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.User;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A request on its way to the store, to a pod or to an answer, as the admission plugins see it.
 *
 * @param operation what is to be done
 * @param asked who asks for what, named in the version it was asked for in; the name is empty while
 *     it is still to be generated, and for each object of a collection that is deleted
 * @param type the kind that {@code asked} names, in that version; {@link ResourceType#storage()} is
 *     the version it is stored in
 * @param options the request's CreateOptions, UpdateOptions or DeleteOptions as an object of
 *     meta.k8s.io/v1, made when it is asked for; gives null for CONNECT
 * @param dryRun whether nothing is to be stored; a plugin must then do nothing that lasts
 * @param object what is to be: of the kind asked for or, at a subresource, of the kind that is
 *     written there (Scale, Eviction, Binding, TokenRequest, PodExecOptions …), which it names
 *     itself; null for a delete
 * @param old what is stored now, of the same kind; null unless it is an update or a delete. Never
 *     changed
 * @param notes takes what is to be told besides the answer
 * @param completion makes of a tree an object of its kind again: decoded, and with defaults
 * @param reinvocation of the plugins that mutate
 */
public record AdmissionRequest(
    Operation operation,
    Attributes asked,
    ResourceType type,
    Supplier<ObjectNode> options,
    boolean dryRun,
    ObjectNode object,
    ObjectNode old,
    Notes notes,
    UnaryOperator<ObjectNode> completion,
    Reinvocation reinvocation) {

  /** What a request comes to. */
  public enum Operation {
    CREATE,
    UPDATE,
    DELETE,
    CONNECT
  }

  /** What a plugin tells besides its verdict. */
  public interface Notes {

    /** Advice for the client, sent as a Warning header. */
    void warn(String warning);

    /**
     * A line for the audit log.
     *
     * @param key {@code plugin.domain/what}
     */
    void annotate(String key, String value);
  }

  /** As whom the request counts. */
  public User user() {
    return asked.user();
  }

  /** Empty for what lies outside namespaces; a Namespace is in itself. */
  public String namespace() {
    return asked.namespace();
  }

  /** Empty while it is unknown, see {@link #asked}. */
  public String name() {
    return asked.name();
  }

  /** Empty for the object itself. */
  public String subresource() {
    return asked.subresource();
  }

  /** Whether it is about this resource itself, not one of its subresources. */
  public boolean isOn(String group, String resource) {
    return subresource().isEmpty() && isOnAnyOf(group, resource);
  }

  /** Whether it is about this resource or one of its subresources. */
  public boolean isOnAnyOf(String group, String resource) {
    return type.resource().resource().equals(resource) && type.resource().group().equals(group);
  }

  /** Puts another object in the place of the one there is, as a webhook's patch leaves it. */
  public void replace(ObjectNode other) {
    var completed = completion.apply(other);
    object.removeAll();
    object.setAll(completed);
  }

  /** The 403 of a plugin, in Kubernetes' words: the object by its name, or what it is made from. */
  public ApiFault forbidden(String why) {
    return ApiFault.forbidden(type.resource(), subject(), why);
  }

  private String subject() {
    if (!name().isEmpty()) {
      return name();
    }
    var prefix = object == null ? "" : object.path("metadata").path("generateName").asText("");
    return prefix.isEmpty() ? "Unknown" : prefix;
  }
}
