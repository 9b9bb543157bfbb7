package dev.quarterdeck.controllers.tainteviction;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.controllers.nodelifecycle.NodeFacts;
import dev.quarterdeck.controllers.pod.PodFacts;
import dev.quarterdeck.controllers.runtime.Mirrors;
import dev.quarterdeck.controllers.runtime.QueueController;
import dev.quarterdeck.controllers.runtime.Workshop;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** Turns news of tainted nodes and of pods on them into pods to look at. */
public final class TaintEvictionController extends QueueController<ObjectKey> {

  public TaintEvictionController(Workshop workshop) {
    var events = workshop.recorders().apply("taint-eviction-controller");
    super("tainteviction", workshop, new TaintEvictionReconciler(workshop, events));
    workshop.mirrors().nodes.onChange(this::nodeChanged);
    workshop.mirrors().pods.onChange(this::podChanged);
  }

  private void nodeChanged(Change<Node> change) {
    var node = change.object();
    var before =
        change instanceof Change.Updated<Node>(var old, _) ? NodeFacts.taints(old) : List.of();
    if (!before.equals(NodeFacts.taints(node))) {
      workshop
          .mirrors()
          .pods
          .store()
          .byIndex(Mirrors.NODE, node.getMetadata().getName())
          .forEach(pod -> queue.add(ObjectKey.of(pod)));
    }
  }

  private void podChanged(Change<Pod> change) {
    var pod = change.object();
    var moved =
        switch (change) {
          case Change.Added<Pod> _ -> true;
          case Change.Deleted<Pod> _ -> false;
          case Change.Updated<Pod>(var before, var after) ->
              PodFacts.isScheduled(before) != PodFacts.isScheduled(after)
                  || !before.getSpec().getTolerations().equals(after.getSpec().getTolerations());
        };
    if (moved && PodFacts.isScheduled(pod)) {
      queue.add(ObjectKey.of(pod));
    }
  }
}
