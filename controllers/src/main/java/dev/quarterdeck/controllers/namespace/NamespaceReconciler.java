package dev.quarterdeck.controllers.namespace;

import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.controllers.namespace.NamespacePlan.Sweep;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.Refusals;
import dev.quarterdeck.controllers.runtime.Resources;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Empties a namespace that is being deleted and lets it go. */
final class NamespaceReconciler implements Reconciler<String> {

  private static final Logger LOG = LoggerFactory.getLogger(NamespaceReconciler.class);

  private final Api api;
  private final Time time;
  private final SharedInformer<Namespace> namespaces;
  private final Sweeper sweeper;

  NamespaceReconciler(ControllerContext context) {
    api = context.api();
    time = context.time();
    namespaces = context.informer(InformerSpecs.NAMESPACES);
    sweeper = new Sweeper(api);
  }

  @Override
  public Result reconcile(String name) throws InterruptedException {
    var found = namespaces.store().get(new ObjectKey("", name));
    if (found.isEmpty() || !NamespacePlan.isDue(found.get())) {
      return Result.done();
    }
    var namespace = found.get();
    var sweep = sweeper.sweep(name);
    if (!sweep.isClean()) {
      // A quick deletion should not be told in conditions that are out of date at once.
      writeConditions(namespace, sweep);
      LOG.info("namespace is not empty yet namespace={} remaining={}", name, sweep.remaining());
      return Result.requeueAfter(NamespacePlan.lookAgain(namespace, sweep, time.instant()));
    }
    finish(namespace);
    LOG.info("namespace is empty namespace={}", name);
    return Result.done();
  }

  private void writeConditions(Namespace namespace, Sweep sweep) throws InterruptedException {
    var conditions = NamespacePlan.conditions(namespace, sweep, time.instant());
    if (namespace.getStatus() != null && conditions.equals(namespace.getStatus().getConditions())) {
      return;
    }
    var patch = Patches.toUid(namespace);
    patch.withObject("/status").set("conditions", Json.mapper().valueToTree(conditions));
    api.patch(Resources.NAMESPACES, ObjectKey.of(namespace), "status", patch);
  }

  /** Takes our finalizer off; with the last one the server removes the namespace. */
  private void finish(Namespace namespace) throws InterruptedException {
    var key = ObjectKey.of(namespace);
    var live = api.get(Resources.NAMESPACES, key);
    if (live.isEmpty()
        || !live.get().at("/metadata/uid").asText().equals(namespace.getMetadata().getUid())) {
      return;
    }
    var kept = Json.array();
    live.get()
        .at("/spec/finalizers")
        .forEach(
            finalizer -> {
              if (!NamespacePlan.FINALIZER.equals(finalizer.asText())) {
                kept.add(finalizer);
              }
            });
    live.get().withObject("/spec").set("finalizers", kept);
    try {
      api.replace(Resources.NAMESPACES, key, "finalize", live.get());
    } catch (KubernetesClientException e) {
      if (!Refusals.isNotFound(e)) {
        throw e;
      }
    }
  }
}
