package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.apiserver.verb.GuardedWrite.Change;
import dev.quarterdeck.model.ApiFault;
import java.util.Set;

/** DELETE on one object. */
public final class Delete {

  /** Kinds whose deletion is answered with the object itself, as Kubernetes does for them. */
  private static final Set<String> ANSWERED_WITH_OBJECT =
      Set.of("pods", "services", "serviceaccounts", "resourcequotas");

  /**
   * What a delete came to.
   *
   * @param last the object as it is now, or was last
   * @param gone whether it is out of the store; otherwise finalizers or a grace period hold it
   * @param showObject whether to answer with the object; with a Status otherwise
   */
  public record Deleted(Snapshot last, boolean gone, boolean showObject) {}

  private final GuardedWrite writes;
  private final Preparation preparation;

  Delete(GuardedWrite writes, Preparation preparation) {
    this.writes = writes;
    this.preparation = preparation;
  }

  /**
   * @throws ApiFault NOT_FOUND; CONFLICT when a precondition does not hold; FORBIDDEN
   */
  public Deleted delete(VerbRequest request) {
    var outcome =
        writes.apply(request, request.delete().dryRun(), current -> decide(request, current));
    var resource = request.type().resource();
    var shows = resource.group().isEmpty() && ANSWERED_WITH_OBJECT.contains(resource.resource());
    return new Deleted(outcome.snapshot(), outcome.removed(), shows || !outcome.removed());
  }

  private Change decide(VerbRequest request, Snapshot current) {
    preconditions(request, Metadata.of(current.object()));
    if (request.type().strategy().orphansDependents()
        && request.delete().deletion().propagation().isEmpty()) {
      request.warnings().accept(orphaned(request));
    }
    preparation.forDelete(request, current.object());
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

  private static String orphaned(VerbRequest request) {
    return ("what %s own is kept by default when they are deleted; set"
            + " propagationPolicy=Background to remove it, or propagationPolicy=Orphan to be spared"
            + " this warning")
        .formatted(request.type().resource().resource());
  }

  private static void preconditions(VerbRequest request, Metadata current) {
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
