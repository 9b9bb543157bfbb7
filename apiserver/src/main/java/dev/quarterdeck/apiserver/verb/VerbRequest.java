package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.User;
import java.util.function.Consumer;

/**
 * What every verb is told, whichever door the request came through.
 *
 * @param namespace empty for cluster-scoped kinds, and for a list across namespaces
 * @param name empty for requests on the collection
 * @param subresource empty for the object itself
 * @param warnings takes advice for the client that does not refuse the request
 * @param mayCreate asked before an update or an apply makes an object that is not there; throws
 *     FORBIDDEN when the user may not create
 */
public record VerbRequest(
    User user,
    ResourceType type,
    String namespace,
    String name,
    String subresource,
    ReadOptions read,
    WriteOptions write,
    DeleteOptions delete,
    Deadline deadline,
    Consumer<String> warnings,
    Runnable mayCreate) {

  /** A request without options, of somebody who may create what it may write. */
  public static VerbRequest plain(
      User user,
      ResourceType type,
      String namespace,
      String name,
      String subresource,
      Deadline deadline,
      Consumer<String> warnings) {
    return new VerbRequest(
        user,
        type,
        namespace,
        name,
        subresource,
        ReadOptions.NONE,
        WriteOptions.NONE,
        DeleteOptions.NONE,
        deadline,
        warnings,
        () -> {});
  }

  /** The same request about another object of the collection. */
  public VerbRequest named(String namespace, String name) {
    return with(type, namespace, name, subresource, write, delete);
  }

  /** The same caller's request about an object of another kind, in the same namespace. */
  VerbRequest about(ResourceType type, String name) {
    return with(type, namespace, name, "", write, delete);
  }

  /** The same request about another subresource, or the object itself when empty. */
  public VerbRequest on(String subresource) {
    return with(type, namespace, name, subresource, write, delete);
  }

  /** The same request as a server-side apply. */
  VerbRequest applying() {
    return with(type, namespace, name, subresource, write.applying(), delete);
  }

  /** The same request with other delete options. */
  public VerbRequest deleting(DeleteOptions options) {
    return with(type, namespace, name, subresource, write, options);
  }

  private VerbRequest with(
      ResourceType type,
      String namespace,
      String name,
      String subresource,
      WriteOptions write,
      DeleteOptions delete) {
    return new VerbRequest(
        user,
        type,
        namespace,
        name,
        subresource,
        read,
        write,
        delete,
        deadline,
        warnings,
        mayCreate);
  }

  String storeKey() {
    return type.storeKey(namespace, name);
  }
}
