package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.registry.DeletionPlan;
import dev.quarterdeck.apiserver.verb.GuardedWrite.Change;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** PUT on one object or its status; {@link Patch} comes through here as well. */
public final class Update {

  /** Kinds whose every update must name the version it was made from. */
  private static final Set<String> ONLY_CONDITIONAL =
      Set.of("leases.coordination.k8s.io", "customresourcedefinitions.apiextensions.k8s.io");

  private final GuardedWrite writes;
  private final Preparation preparation;
  private final FieldCheck fields;

  Update(GuardedWrite writes, Preparation preparation, FieldCheck fields) {
    this.writes = writes;
    this.preparation = preparation;
    this.fields = fields;
  }

  /**
   * @param payload the object as the client sent it
   * @throws ApiFault NOT_FOUND, CONFLICT, INVALID, BAD_REQUEST, FORBIDDEN
   */
  public Snapshot update(VerbRequest request, Payload payload) {
    var body = payload.object();
    Incoming.serves(request);
    Incoming.typeMatches(request, body);
    fields.decode(request, payload);
    Incoming.placeMatches(request, body);
    if (Metadata.of(body).resourceVersion().isEmpty()
        && (ONLY_CONDITIONAL.contains(request.type().resource().groupResource())
            || !request.type().strategy().updatesUnconditionally())) {
      throw versionless(request);
    }
    return change(request, current -> body.deepCopy());
  }

  /**
   * Stores what {@code change} makes of the current state.
   *
   * @param change returns the wanted state as a tree of its own; may be asked several times
   */
  Snapshot change(VerbRequest request, UnaryOperator<ObjectNode> change) {
    return writes
        .apply(
            request,
            request.write().dryRun(),
            current -> decide(request, current, change.apply(current.object())))
        .snapshot();
  }

  private Change decide(VerbRequest request, Snapshot current, ObjectNode wanted) {
    var old = current.object();
    mayReplace(request, Metadata.of(wanted), Metadata.of(old));
    preparation.forUpdate(request, wanted, old);
    if (DeletionPlan.completedBy(request.type().strategy(), wanted, old)) {
      return new Change.Remove(wanted);
    }
    return wanted.equals(old) ? new Change.Keep() : new Change.Put(wanted);
  }

  private static void mayReplace(VerbRequest request, Metadata wanted, Metadata old) {
    var resource = request.type().resource();
    if (!wanted.uid().isEmpty() && !wanted.uid().equals(old.uid())) {
      throw ApiFault.conflict(
          resource,
          request.name(),
          "Precondition failed: UID in precondition: %s, UID in object meta: %s"
              .formatted(wanted.uid(), old.uid()));
    }
    var version = wanted.resourceVersion();
    if (version.isEmpty() || version.equals("0")) {
      wanted.set("resourceVersion", old.resourceVersion());
    } else if (!version.equals(old.resourceVersion())) {
      throw ApiFault.modified(resource, request.name());
    }
  }

  private static ApiFault versionless(VerbRequest request) {
    return ApiFault.invalid(
        request.type().resource().group(),
        request.type().kind(),
        request.name(),
        List.of(
            FieldError.invalid("metadata.resourceVersion", 0, "must be specified for an update")));
  }
}
