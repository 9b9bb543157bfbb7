package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.apiserver.verb.GuardedWrite.Change;
import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.kinds.core.PodBinding;
import dev.quarterdeck.model.GroupVersionResource;

/**
 * POST on {@code pods/binding}, or on {@code bindings} with the pod named in the body: the
 * scheduler puts a pod on a node.
 */
public final class Bind {

  private static final GroupVersionResource PODS = GroupVersionResource.core("pods");

  private final Registry registry;
  private final GuardedWrite writes;
  private final Preparation preparation;
  private final Admission admission;
  private final RequestBodies bodies;

  Bind(
      Registry registry,
      GuardedWrite writes,
      Preparation preparation,
      Admission admission,
      RequestBodies bodies) {
    this.registry = registry;
    this.writes = writes;
    this.preparation = preparation;
    this.admission = admission;
    this.bodies = bodies;
  }

  /**
   * @param request names the pod or, on {@code bindings}, nothing
   * @throws dev.quarterdeck.model.ApiFault NOT_FOUND; CONFLICT when the pod is bound already;
   *     INVALID; BAD_REQUEST; FORBIDDEN
   */
  public ObjectSnapshot bind(VerbRequest request, Payload payload) {
    var binding = bodies.binding(request, payload);
    var pod = Metadata.of(binding).name();
    admission.request(request.named(request.namespace(), pod), binding, bodies::fitBinding);
    var about = request.about(registry.find(PODS).orElseThrow(), pod);
    var now = preparation.context(request).now();
    return writes
        .apply(
            about,
            request.write().dryRun(),
            current -> new Change.Put(PodBinding.bind(current.object(), binding, now)))
        .snapshot();
  }
}
