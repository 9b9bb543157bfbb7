package dev.quarterdeck.controllers.tainteviction;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.controllers.nodelifecycle.NodeFacts;
import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.QueueController;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** Queues the pods of nodes whose taints change, and pods that come to a node or leave it. */
public final class TaintEvictionController extends QueueController<ObjectKey> {

  private final SharedInformer<Pod> pods;

  public TaintEvictionController(ControllerContext context) {
    super(context, "noexec_taint_pod", new TaintEvictionReconciler(context));
    pods = context.informer(InformerSpecs.PODS);
    pods.onChange(this::podChanged);
    context.informer(InformerSpecs.NODES).onChange(this::nodeChanged);
  }

  private void nodeChanged(Change<Node> change) {
    var node = change.object();
    var before =
        change instanceof Change.Updated<Node>(var old, _) ? NodeFacts.taints(old) : List.of();
    var after = change instanceof Change.Deleted ? List.of() : NodeFacts.taints(node);
    if (!before.equals(after) || change instanceof Change.Deleted) {
      pods.store()
          .byIndex(InformerSpecs.NODE_INDEX, node.getMetadata().getName())
          .forEach(pod -> queue.add(ObjectKey.of(pod)));
    }
  }

  private void podChanged(Change<Pod> change) {
    var pod = change.object();
    var concerns =
        switch (change) {
          case Change.Added<Pod> _, Change.Deleted<Pod> _ -> true;
          case Change.Updated<Pod>(var before, var after) ->
              PodFacts.isScheduled(before) != PodFacts.isScheduled(after)
                  || PodFacts.isActive(before) != PodFacts.isActive(after)
                  || !before.getSpec().getTolerations().equals(after.getSpec().getTolerations());
        };
    if (concerns && PodFacts.isScheduled(pod)) {
      queue.add(ObjectKey.of(pod));
    }
  }
}
