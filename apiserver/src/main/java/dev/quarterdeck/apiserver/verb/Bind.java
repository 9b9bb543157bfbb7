package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.apiserver.registry.core.PodBinding;
import dev.quarterdeck.apiserver.verb.GuardedWrite.Change;

/** POST on {@code pods/binding}: the scheduler puts a pod on a node. */
public final class Bind {

  private final GuardedWrite writes;
  private final Preparation preparation;

  Bind(GuardedWrite writes, Preparation preparation) {
    this.writes = writes;
    this.preparation = preparation;
  }

  /**
   * @param request names the pod
   * @throws dev.quarterdeck.model.ApiFault NOT_FOUND; CONFLICT when the pod is bound already;
   *     INVALID
   */
  public Snapshot bind(VerbRequest request, Payload binding) {
    var now = preparation.context(request).now();
    return writes
        .apply(
            request,
            request.write().dryRun(),
            current -> new Change.Put(PodBinding.bind(current.object(), binding.object(), now)))
        .snapshot();
  }
}
