package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.admission.AdmissionChain;
import dev.quarterdeck.apiserver.admission.AdmissionRequest;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.Json;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The way of an object from what a client sent to what may be stored: the strategy's steps,
 * admission and validation, in the order {@link dev.quarterdeck.kinds.Strategy} promises.
 */
final class Preparation {

  private final AdmissionChain admission;
  private final FieldOwners owners;
  private final InstantSource clock;

  Preparation(AdmissionChain admission, FieldOwners owners, InstantSource clock) {
    this.admission = admission;
    this.owners = owners;
    this.clock = clock;
  }

  /** Completes a new object in place; its metadata is already the server's. */
  void forCreate(VerbRequest request, ObjectNode object) {
    var strategy = request.type().strategy();
    var context = context(request);
    strategy.prepareForCreate(object, context);
    strategy.applyDefaults(object);
    owners.track(request, Json.object(), object);
    var asked = admission(request, Operation.CREATE, object, null);
    admission.mutate(asked);
    var errors = new ArrayList<FieldError>(strategy.validate(object));
    errors.addAll(strategy.validateCreate(object, context));
    refuseIf(request, errors);
    strategy.warnings(object, null, context).forEach(request.warnings());
    admission.validate(asked);
  }

  /** Completes the new state of an object in place. */
  void forUpdate(VerbRequest request, ObjectNode object, ObjectNode old) {
    var type = request.type();
    var strategy = type.strategy();
    var context = context(request);
    keepServersMetadata(object, old);
    strategy.prepareForUpdate(object, old, context);
    strategy.applyDefaults(object);
    owners.track(request, old, object);
    var asked = admission(request, Operation.UPDATE, object, old);
    admission.mutate(asked);
    if (type.generation() && !context.isStatus()) {
      countGeneration(request, object, old);
    }
    var errors = new ArrayList<FieldError>(strategy.validate(object));
    errors.addAll(strategy.validateUpdate(object, old, context));
    refuseIf(request, errors);
    strategy.warnings(object, old, context).forEach(request.warnings());
    admission.validate(asked);
  }

  /** Asks the admission chain about a delete. */
  void forDelete(VerbRequest request, ObjectNode old) {
    var asked = admission(request, Operation.DELETE, null, old);
    admission.mutate(asked);
    admission.validate(asked);
  }

  /** Asks the admission chain about what is created at a subresource and is never stored. */
  void forRequest(VerbRequest request, ObjectNode asked) {
    var admitted = admission(request, Operation.CREATE, asked, null);
    admission.mutate(admitted);
    admission.validate(admitted);
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
    for (var field : List.of("uid", "creationTimestamp")) {
      if (now.text(field).isEmpty()) {
        now.copy(field, before);
      }
    }
  }

  private static void countGeneration(VerbRequest request, ObjectNode object, ObjectNode old) {
    if (request.type().strategy().desiredStateDiffers(object, old)) {
      var before = old.path("metadata").path("generation").asLong(0);
      Metadata.of(object).node().put("generation", before + 1);
    }
  }

  private static AdmissionRequest admission(
      VerbRequest request, Operation operation, ObjectNode object, ObjectNode old) {
    return new AdmissionRequest(
        operation,
        request.user(),
        request.type(),
        request.namespace(),
        request.name(),
        request.subresource(),
        object,
        old,
        request.write().dryRun() || request.delete().dryRun(),
        request.warnings());
  }

  private static void refuseIf(VerbRequest request, List<FieldError> errors) {
    if (!errors.isEmpty()) {
      var type = request.type();
      throw ApiFault.invalid(type.resource().group(), type.kind(), request.name(), errors);
    }
  }
}
