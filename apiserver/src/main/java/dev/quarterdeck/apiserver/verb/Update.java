package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.verb.GuardedWrite.Change;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.Reason;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** PUT on one object or its status; {@link Patch} comes through here as well. */
public final class Update {

  /** How often the object may appear or vanish under us before the client is told. */
  private static final int ATTEMPTS = 5;

  /** What a PUT came to. */
  public record Updated(ObjectSnapshot snapshot, boolean created) {}

  private final GuardedWrite writes;
  private final Preparation preparation;
  private final FieldCheck fields;
  private final Create create;

  Update(GuardedWrite writes, Preparation preparation, FieldCheck fields, Create create) {
    this.create = create;
    this.writes = writes;
    this.preparation = preparation;
    this.fields = fields;
  }

  /**
   * Replaces the object, or makes it where its kind may be made so.
   *
   * @param payload the object as the client sent it
   * @throws ApiFault NOT_FOUND, CONFLICT, INVALID, BAD_REQUEST, FORBIDDEN
   */
  public Updated update(VerbRequest request, Payload payload) {
    var body = payload.object();
    Incoming.serves(request);
    Incoming.typeMatches(request, body);
    fields.decode(request, payload);
    Incoming.placeMatches(request, body);
    OwnerReferences.dedupe(body, request.warnings());
    for (var attempt = 1; ; attempt++) {
      try {
        return new Updated(change(request, current -> body.deepCopy()), false);
      } catch (ApiFault fault) {
        if (fault.reason() != Reason.NOT_FOUND || !mayMake(request)) {
          throw fault;
        }
      }
      try {
        return new Updated(make(request, body.deepCopy()), true);
      } catch (ApiFault fault) {
        if (fault.reason() != Reason.ALREADY_EXISTS || attempt == ATTEMPTS) {
          throw fault;
        }
      }
    }
  }

  private static boolean mayMake(VerbRequest request) {
    return request.subresource().isEmpty() && request.type().strategy().createsOnUpdate();
  }

  private ObjectSnapshot make(VerbRequest request, ObjectNode object) {
    request.may().accept("create");
    Metadata.of(object).remove("resourceVersion");
    return create.create(request, new Payload(object, null));
  }

  /**
   * Stores what {@code change} makes of the current state.
   *
   * @param change returns the wanted state as a tree of its own; may be asked several times
   */
  ObjectSnapshot change(VerbRequest request, UnaryOperator<ObjectNode> change) {
    return change(request, change, (wanted, old) -> preparation.forUpdate(request, wanted, old));
  }

  /**
   * As {@link #change(VerbRequest, UnaryOperator)}.
   *
   * @param prepare completes the wanted state, in place, given the current one
   */
  ObjectSnapshot change(
      VerbRequest request,
      UnaryOperator<ObjectNode> change,
      BiConsumer<ObjectNode, ObjectNode> prepare) {
    return writes
        .apply(
            request,
            request.write().dryRun(),
            current -> decide(request, current, change.apply(current.object()), prepare))
        .snapshot();
  }

  private static Change decide(
      VerbRequest request,
      ObjectSnapshot current,
      ObjectNode wanted,
      BiConsumer<ObjectNode, ObjectNode> prepare) {
    var old = current.object();
    mayReplace(request, Metadata.of(wanted), Metadata.of(old));
    prepare.accept(wanted, old);
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
      if (!request.type().strategy().updatesUnconditionally()) {
        throw versionless(request);
      }
      wanted.set("resourceVersion", old.resourceVersion());
    } else if (!version.equals(old.resourceVersion())) {
      throw ApiFault.modified(resource, request.name());
    }
  }

  private static ApiFault versionless(VerbRequest request) {
    return ApiFault.invalid(
        request.type().resource().group(),
        request.type().resource().resource(),
        request.name(),
        List.of(
            FieldError.invalid("metadata.resourceVersion", 0, "must be specified for an update")));
  }
}
