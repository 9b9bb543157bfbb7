package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.Json;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The way of an object from what a client sent to what may be stored, in Kubernetes' order:
 * defaults, who owns which field, plugins that mutate; then the server's own metadata, the
 * strategy's steps, validation, plugins that validate. What plugins change is nobody's.
 */
final class Preparation {

  private final Admission admission;
  private final FieldOwners owners;
  private final FieldCheck fields;
  private final InstantSource clock;

  Preparation(Admission admission, FieldOwners owners, FieldCheck fields, InstantSource clock) {
    this.admission = admission;
    this.owners = owners;
    this.fields = fields;
    this.clock = clock;
  }

  /**
   * The first half of a new object's way, in place.
   *
   * @param object decoded; it may still lack its name
   */
  void propose(VerbRequest request, ObjectNode object) {
    request.type().strategy().applyDefaults(object);
    owners.track(request, Json.object(), object);
    admission.mutate(request, object, null, completion(request));
    OwnerReferences.dedupeMutated(object, request.warnings());
  }

  /** The second half; the object has the server's metadata by now. */
  void complete(VerbRequest request, ObjectNode object) {
    var strategy = request.type().strategy();
    var context = context(request);
    strategy.prepareForCreate(object, context);
    strategy.applyDefaults(object);
    var errors = new ArrayList<FieldError>(strategy.validate(object));
    errors.addAll(strategy.validateCreate(object, context));
    refuseIf(request, errors);
    strategy.warnings(object, null, context).forEach(request.warnings());
    admission.validate(request, object, null);
  }

  /** The whole way of an object's new state, in place. */
  void forUpdate(VerbRequest request, ObjectNode object, ObjectNode old) {
    request.type().strategy().applyDefaults(object);
    owners.track(request, old, object);
    admission.mutate(request, object, old, completion(request));
    OwnerReferences.dedupeMutated(object, request.warnings());
    finish(request, object, old);
    admission.validate(request, object, old);
  }

  /**
   * As {@link #forUpdate}, where plugins see another object than the one that is stored, and have
   * changed that already.
   *
   * @param seen what they see of an object
   */
  void forUpdateSeenAs(
      UnaryOperator<ObjectNode> seen, VerbRequest request, ObjectNode object, ObjectNode old) {
    request.type().strategy().applyDefaults(object);
    owners.track(request, old, object);
    finish(request, object, old);
    admission.validate(request, seen.apply(object), seen.apply(old));
  }

  private void finish(VerbRequest request, ObjectNode object, ObjectNode old) {
    var type = request.type();
    var strategy = type.strategy();
    var context = context(request);
    keepServersMetadata(object, old);
    strategy.prepareForUpdate(object, old, context);
    strategy.applyDefaults(object);
    if (type.generation() && !context.isStatus()) {
      countGeneration(request, object, old);
    }
    var errors = new ArrayList<FieldError>(strategy.validate(object));
    errors.addAll(strategy.validateUpdate(object, old, context));
    refuseIf(request, errors);
    strategy.warnings(object, old, context).forEach(request.warnings());
  }

  private UnaryOperator<ObjectNode> completion(VerbRequest request) {
    return object -> {
      fields.fit(request.type(), object);
      request.type().strategy().applyDefaults(object);
      return object;
    };
  }

  WriteContext context(VerbRequest request) {
    return new WriteContext(
        request.subresource(), request.user(), clock.instant().truncatedTo(ChronoUnit.SECONDS));
  }

  private static void keepServersMetadata(ObjectNode object, ObjectNode old) {
    var now = Metadata.of(object);
    var before = Metadata.of(old);
    for (var field :
        List.of("deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink")) {
      now.copy(field, before);
    }
    now.copy("creationTimestamp", before);
    if (now.uid().isEmpty()) {
      now.copy("uid", before);
    }
  }

  private static void countGeneration(VerbRequest request, ObjectNode object, ObjectNode old) {
    if (request.type().strategy().desiredStateDiffers(object, old)) {
      var before = old.path("metadata").path("generation").asLong(0);
      Metadata.of(object).node().put("generation", before + 1);
    }
  }

  private static void refuseIf(VerbRequest request, List<FieldError> errors) {
    if (!errors.isEmpty()) {
      var type = request.type();
      throw ApiFault.invalid(type.resource().group(), type.kind(), request.name(), errors);
    }
  }
}
