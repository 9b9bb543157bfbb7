package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.access.Attributes;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Notes;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.TraceId;
import dev.quarterdeck.model.User;
import java.util.function.Consumer;

/**
 * What every verb is told, whichever door the request came through.
 *
 * @param asked who asks for what; permission was given for it
 * @param type the kind that {@code asked} names
 * @param notes takes advice for the client that does not refuse the request, and lines for the
 *     audit log
 * @param may asked before what needs permission for another verb too, such as {@code create} when
 *     an update makes an object that is not there; throws FORBIDDEN
 */
public record VerbRequest(
    Attributes asked,
    ResourceType type,
    ReadOptions read,
    WriteOptions write,
    DeleteOptions delete,
    Deadline deadline,
    Notes notes,
    Consumer<String> may) {

  private static final GroupVersionResource PODS = GroupVersionResource.core("pods");

  /** A request without options, of somebody who may do everything. */
  public static VerbRequest plain(
      User user,
      ResourceType type,
      String namespace,
      String name,
      String subresource,
      Deadline deadline,
      Consumer<String> warnings) {
    return new VerbRequest(
        Attributes.own(user, type.resource(), subresource, namespace, name),
        type,
        ReadOptions.NONE,
        WriteOptions.NONE,
        DeleteOptions.NONE,
        deadline,
        new Unaudited(warnings),
        _ -> {});
  }

  /** Nobody keeps a record of what the server asks of itself. */
  private record Unaudited(Consumer<String> warnings) implements Notes {
    @Override
    public void warn(String warning) {
      warnings.accept(warning);
    }

    @Override
    public void annotate(String key, String value) {}
  }

  Consumer<String> warnings() {
    return notes::warn;
  }

  public User user() {
    return asked.user();
  }

  /** Empty for cluster-scoped kinds, and for a list across namespaces. */
  public String namespace() {
    return asked.namespace();
  }

  /** Empty for requests on the collection. */
  public String name() {
    return asked.name();
  }

  /** Empty for the object itself. */
  public String subresource() {
    return asked.subresource();
  }

  /** The same request about another object of the collection. */
  public VerbRequest named(String namespace, String name) {
    var other = asked.about(type.resource(), asked.subresource(), namespace, name);
    return with(other, type, write, delete);
  }

  /** The same caller's request about an object of another kind, in the same namespace. */
  VerbRequest about(ResourceType type, String name) {
    return with(asked.about(type.resource(), "", asked.namespace(), name), type, write, delete);
  }

  /** The same request as a server-side apply. */
  VerbRequest applying() {
    return with(asked, type, write.applying(), delete);
  }

  /** The same request with other delete options. */
  public VerbRequest deleting(DeleteOptions options) {
    return with(asked, type, write, options);
  }

  private VerbRequest with(
      Attributes asked, ResourceType type, WriteOptions write, DeleteOptions delete) {
    return new VerbRequest(asked, type, read, write, delete, deadline, notes, may);
  }

  /** Has the audit log tell of which pod's way the write is a part. */
  void trace(ObjectNode written) {
    if (type.resource().equals(PODS)) {
      notes.annotate(TraceId.ANNOTATION, TraceId.of(Metadata.of(written).uid()));
    }
  }

  String storeKey() {
    return type.storeKey(namespace(), name());
  }
}
