package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.apply.Apply;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Keeps metadata.managedFields: who owns which fields of objects that were once applied. */
final class FieldOwners {

  private final FieldCheck fields;
  private final InstantSource clock;

  FieldOwners(FieldCheck fields, InstantSource clock) {
    this.fields = fields;
    this.clock = clock;
  }

  /**
   * What server-side apply makes of {@code live}; an empty object to create.
   *
   * @throws ApiFault CONFLICT; UNSUPPORTED_MEDIA_TYPE for kinds without a schema
   */
  ObjectNode apply(VerbRequest request, ObjectNode live, ObjectNode applied) {
    var write = request.write();
    return rules(request)
        .orElseThrow(
            () ->
                new ApiFault(
                    Reason.UNSUPPORTED_MEDIA_TYPE,
                    "%s has no schema that server-side apply could follow"
                        .formatted(request.type().kind())))
        .apply(live, applied, write.fieldManager(), write.force());
  }

  /** Notes in {@code object} who changed what; an apply has done so itself. */
  void track(VerbRequest request, ObjectNode old, ObjectNode object) {
    var carried = old.path("metadata").has("managedFields");
    var sent = object.path("metadata").has("managedFields");
    if (!request.write().applies() && (carried || sent)) {
      var manager = request.write().fieldManager();
      rules(request).ifPresent(r -> r.track(old, object, manager.isEmpty() ? "unknown" : manager));
    }
  }

  private Optional<Apply> rules(VerbRequest request) {
    var version = request.type().resource().apiVersion();
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return fields
        .shape(request.type())
        .map(shape -> new Apply(shape, version, request.subresource(), now));
  }
}
