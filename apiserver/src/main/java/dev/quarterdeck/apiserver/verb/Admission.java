package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.access.Attributes;
import dev.quarterdeck.apiserver.admission.AdmissionChain;
import dev.quarterdeck.apiserver.admission.AdmissionRequest;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.apiserver.admission.Reinvocation;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.function.UnaryOperator;

/** Puts requests before the admission plugins. */
final class Admission {

  private static final GroupVersionResource NAMESPACES = GroupVersionResource.core("namespaces");

  private final AdmissionChain chain;

  Admission(AdmissionChain chain) {
    this.chain = chain;
  }

  /**
   * The phase that may change {@code object}, in place.
   *
   * @param old null for a create
   * @param completion makes of a tree an object of its kind again
   * @throws dev.quarterdeck.model.ApiFault when a plugin refuses
   */
  void mutate(
      VerbRequest request,
      ObjectNode object,
      ObjectNode old,
      UnaryOperator<ObjectNode> completion) {
    var operation = old == null ? Operation.CREATE : Operation.UPDATE;
    chain.mutate(about(request, operation, object, old, completion));
  }

  /**
   * The phase that judges what will be stored.
   *
   * @param old null for a create
   * @throws dev.quarterdeck.model.ApiFault when a plugin refuses
   */
  void validate(VerbRequest request, ObjectNode object, ObjectNode old) {
    var operation = old == null ? Operation.CREATE : Operation.UPDATE;
    chain.validate(about(request, operation, object, old, UnaryOperator.identity()));
  }

  /** Both phases of what is asked by an object that is never stored. */
  void request(VerbRequest request, ObjectNode object, UnaryOperator<ObjectNode> completion) {
    mutate(request, object, null, completion);
    validate(request, object, null);
  }

  /** Both phases of a delete. */
  void delete(VerbRequest request, ObjectNode old) {
    judge(request, Operation.DELETE, null, old);
  }

  /**
   * Both phases of a connection.
   *
   * @param options such as PodExecOptions
   */
  void connect(VerbRequest request, ObjectNode options) {
    judge(request, Operation.CONNECT, options, null);
  }

  private void judge(VerbRequest request, Operation operation, ObjectNode object, ObjectNode old) {
    var asked = about(request, operation, object, old, UnaryOperator.identity());
    chain.mutate(asked);
    chain.validate(asked);
  }

  private static AdmissionRequest about(
      VerbRequest request,
      Operation operation,
      ObjectNode object,
      ObjectNode old,
      UnaryOperator<ObjectNode> completion) {
    return new AdmissionRequest(
        operation,
        placed(request.asked()),
        request.type(),
        () -> options(request, operation),
        request.write().dryRun() || request.delete().dryRun(),
        object,
        old,
        request.notes(),
        completion,
        new Reinvocation());
  }

  /** A Namespace counts as being in itself. */
  private static Attributes placed(Attributes asked) {
    return asked.group().isEmpty() && asked.resource().equals(NAMESPACES.resource())
        ? asked.about(NAMESPACES, asked.subresource(), asked.name(), asked.name())
        : asked;
  }

  private static ObjectNode options(VerbRequest request, Operation operation) {
    return switch (operation) {
      case CREATE -> request.write().toJson("CreateOptions");
      case UPDATE -> request.write().toJson("UpdateOptions");
      case DELETE -> request.delete().toJson();
      case CONNECT -> null;
    };
  }
}
