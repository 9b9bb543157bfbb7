package dev.quarterdeck.controllers.namespace;

import dev.quarterdeck.client.reconcile.Reconciler;
import dev.quarterdeck.client.reconcile.Result;
import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.controllers.namespace.NamespacePlan.Outcome;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ApiErrors;
import dev.quarterdeck.controllers.runtime.ControllerContext;
import dev.quarterdeck.controllers.runtime.InformerSpecs;
import dev.quarterdeck.controllers.runtime.SharedInformer;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes the content of a namespace that is being deleted, and then removes our finalizer. */
final class NamespaceReconciler implements Reconciler<String> {

  private static final Logger LOG = LoggerFactory.getLogger(NamespaceReconciler.class);

  private final Api api;
  private final Time time;
  private final SharedInformer<Namespace> namespaces;
  private final ContentDeleter deleter;

  NamespaceReconciler(ControllerContext context) {
    api = context.api();
    time = context.time();
    namespaces = context.informer(InformerSpecs.NAMESPACES);
    deleter = new ContentDeleter(api);
  }

  @Override
  public Result reconcile(String name) throws InterruptedException {
    var found = namespaces.store().get(new ObjectKey("", name));
    if (found.isEmpty() || !NamespacePlan.isDue(found.get())) {
      return Result.done();
    }
    var namespace = found.get();
    var outcome = deleter.delete(name);
    if (!outcome.isClean()) {
      // After a quick deletion conditions would be out of date at once.
      writeConditions(namespace, outcome);
      LOG.info("namespace is not empty yet namespace={} remaining={}", name, outcome.remaining());
      return Result.requeueAfter(NamespacePlan.retryAfter(namespace, outcome, time.instant()));
    }
    finish(namespace);
    LOG.info("namespace is empty namespace={}", name);
    return Result.done();
  }

  private void writeConditions(Namespace namespace, Outcome outcome) throws InterruptedException {
    var conditions = NamespacePlan.conditions(namespace, outcome, time.instant());
    if (namespace.getStatus() != null && conditions.equals(namespace.getStatus().getConditions())) {
      return;
    }
    var patch = Patches.toUid(namespace);
    patch.withObject("/status").set("conditions", Json.mapper().valueToTree(conditions));
    api.patch(WrittenResources.NAMESPACES, ObjectKey.of(namespace), "status", patch);
  }

  /** Removes our finalizer; with the last one the server removes the namespace. */
  private void finish(Namespace namespace) throws InterruptedException {
    var key = ObjectKey.of(namespace);
    var live = api.get(WrittenResources.NAMESPACES, key);
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
      api.replace(WrittenResources.NAMESPACES, key, "finalize", live.get());
    } catch (KubernetesClientException e) {
      if (!ApiErrors.isNotFound(e)) {
        throw e;
      }
    }
  }
}
