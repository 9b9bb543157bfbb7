package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.apiserver.verb.GuardedWrite.Change;
import dev.quarterdeck.kinds.core.PodBinding;

/** POST on {@code pods/binding}: the scheduler puts a pod on a node. */
public final class Bind {

  private final GuardedWrite writes;
  private final Preparation preparation;
  private final RequestBodies bodies;

  Bind(GuardedWrite writes, Preparation preparation, RequestBodies bodies) {
    this.writes = writes;
    this.preparation = preparation;
    this.bodies = bodies;
  }

  /**
   * @param request names the pod
   * @throws dev.quarterdeck.model.ApiFault NOT_FOUND; CONFLICT when the pod is bound already;
   *     INVALID; BAD_REQUEST
   */
  public Snapshot bind(VerbRequest request, Payload payload) {
    var binding = bodies.binding(request, payload);
    var now = preparation.context(request).now();
    return writes
        .apply(
            request,
            request.write().dryRun(),
            current -> new Change.Put(PodBinding.bind(current.object(), binding, now)))
        .snapshot();
  }
}
