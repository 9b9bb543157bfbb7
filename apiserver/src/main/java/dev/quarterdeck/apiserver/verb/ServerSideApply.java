package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.Reason;
import java.util.List;

/**
 * PATCH with {@code application/apply-patch+yaml}: makes the object what the applier asks for, or
 * creates it.
 */
public final class ServerSideApply {

  /** How often the object may appear or vanish under us before the client is told. */
  private static final int ATTEMPTS = 5;

  private final Create create;
  private final Update update;
  private final FieldCheck fields;
  private final FieldOwners owners;

  ServerSideApply(Create create, Update update, FieldCheck fields, FieldOwners owners) {
    this.create = create;
    this.update = update;
    this.fields = fields;
    this.owners = owners;
  }

  /** What was applied to. */
  public record Applied(ObjectSnapshot snapshot, boolean created) {}

  /**
   * @param payload the fields the applier cares for
   * @throws ApiFault CONFLICT that names the owners of fields it may not take; INVALID,
   *     BAD_REQUEST, FORBIDDEN, NOT_FOUND for a subresource of an object that is not there
   */
  public Applied apply(VerbRequest unmarked, Payload payload) {
    var request = marked(unmarked);
    var applied = payload.object();
    Incoming.serves(request);
    Incoming.typeMatches(request, applied);
    fields.decodeApplied(request, payload);
    Incoming.placeMatches(request, applied);
    for (var attempt = 1; ; attempt++) {
      try {
        return new Applied(onto(request, applied), false);
      } catch (ApiFault fault) {
        if (!isMissing(request, applied, fault)) {
          throw fault;
        }
      }
      request.may().accept("create");
      try {
        var object = owners.apply(request, Json.object(), applied);
        return new Applied(create.create(request, new Payload(object, null)), true);
      } catch (ApiFault fault) {
        if (fault.reason() != Reason.ALREADY_EXISTS || attempt == ATTEMPTS) {
          throw fault;
        }
      }
    }
  }

  /** The request as an apply, which must say who applies. */
  static VerbRequest marked(VerbRequest request) {
    if (request.write().fieldManager().isEmpty()) {
      throw managerRequired();
    }
    return request.applying();
  }

  private ObjectSnapshot onto(VerbRequest request, ObjectNode applied) {
    return update.change(
        request, current -> fields.settle(request, owners.apply(request, current, applied)));
  }

  /** An applier that names a uid or a version means an object that was there. */
  private static boolean isMissing(VerbRequest request, ObjectNode applied, ApiFault fault) {
    var metadata = Metadata.of(applied);
    if (fault.reason() != Reason.NOT_FOUND || !request.subresource().isEmpty()) {
      return false;
    }
    if (!metadata.uid().isEmpty()) {
      throw ApiFault.conflict(
          request.type().resource(),
          request.name(),
          "uid mismatch: the provided object specified uid %s, and no existing object was found"
              .formatted(metadata.uid()));
    }
    return metadata.resourceVersion().isEmpty();
  }

  /** The 422 of a patch of another type that asks for force. */
  public static ApiFault forceElsewhere() {
    return ApiFault.invalid(
        "meta.k8s.io",
        "PatchOptions",
        "",
        List.of(FieldError.forbidden("force", "may not be specified for non-apply patch")));
  }

  /** The 422 of an apply that does not say who applies. */
  public static ApiFault managerRequired() {
    return ApiFault.invalid(
        "meta.k8s.io",
        "PatchOptions",
        "",
        List.of(FieldError.required("fieldManager", "is required for apply patch")));
  }
}
