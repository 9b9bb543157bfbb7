package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.verb.GuardedWrite.Change;
import dev.quarterdeck.model.ApiFault;
import java.util.function.Consumer;

/** DELETE on one object. */
public final class Delete {

  /**
   * What a delete came to.
   *
   * @param last the object as it is now, or was last
   * @param gone whether it is out of the store; otherwise finalizers or a grace period hold it
   * @param showObject whether to answer with the object; with a Status otherwise
   */
  public record Deleted(ObjectSnapshot last, boolean gone, boolean showObject) {}

  private final GuardedWrite writes;
  private final Preparation preparation;
  private final Admission admission;

  Delete(GuardedWrite writes, Preparation preparation, Admission admission) {
    this.writes = writes;
    this.preparation = preparation;
    this.admission = admission;
  }

  /**
   * @throws ApiFault NOT_FOUND; CONFLICT when a precondition does not hold; FORBIDDEN
   */
  public Deleted delete(VerbRequest request) {
    return delete(request, object -> admission.delete(request, object));
  }

  /**
   * As {@link #delete(VerbRequest)}.
   *
   * @param plugins asked about the object that is to be deleted; throws to refuse
   */
  Deleted delete(VerbRequest request, Consumer<ObjectNode> plugins) {
    var outcome =
        writes.apply(
            request, request.delete().dryRun(), current -> decide(request, current, plugins));
    return new Deleted(
        outcome.snapshot(), outcome.removed(), request.type().showsDeleted() || !outcome.removed());
  }

  private Change decide(VerbRequest request, ObjectSnapshot current, Consumer<ObjectNode> plugins) {
    preconditions(request, Metadata.of(current.object()));
    if (request.delete().deletion().propagation().isEmpty()) {
      request
          .type()
          .strategy()
          .orphansDependents()
          .filter(warning -> !warning.isEmpty())
          .ifPresent(request.warnings());
    }
    plugins.accept(current.object());
    var plan =
        DeletionPlan.of(
            request.type().strategy(),
            current.object(),
            request.delete().deletion(),
            preparation.context(request).now());
    return switch (plan) {
      case DeletionPlan.Remove() -> new Change.Remove(current.object());
      case DeletionPlan.Mark(var marked) -> new Change.Put(marked);
      case DeletionPlan.Leave() -> new Change.Keep();
    };
  }

  /** Refuses to delete another object than the client saw. */
  static void preconditions(VerbRequest request, Metadata current) {
    var options = request.delete();
    if (!options.uid().isEmpty() && !options.uid().equals(current.uid())) {
      throw conflict(
          request,
          "Precondition failed: UID in precondition: %s, UID in object meta: %s"
              .formatted(options.uid(), current.uid()));
    }
    var version = options.resourceVersion();
    if (!version.isEmpty() && !version.equals(current.resourceVersion())) {
      throw conflict(
          request,
          "Precondition failed: ResourceVersion in precondition: %s, ResourceVersion in object"
                  .formatted(version)
              + " meta: "
              + current.resourceVersion());
    }
  }

  private static ApiFault conflict(VerbRequest request, String why) {
    return ApiFault.conflict(request.type().resource(), request.name(), why);
  }
}
