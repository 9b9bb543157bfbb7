package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.apiserver.verb.GuardedWrite.Change;
import dev.quarterdeck.apiserver.watchcache.ResourceCache.Scope;
import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.core.Eviction;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldSelector;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** POST on {@code pods/eviction}: a delete that asks the disruption budgets first. */
public final class Evict {

  private static final GroupVersionResource BUDGETS =
      new GroupVersionResource("policy", "v1", "poddisruptionbudgets");

  private final Registry registry;
  private final CacheLookup caches;
  private final Get gets;
  private final GuardedWrite writes;
  private final Delete deletes;
  private final Preparation preparation;
  private final Admission admission;
  private final RequestBodies bodies;

  Evict(
      Registry registry,
      CacheLookup caches,
      Get gets,
      GuardedWrite writes,
      Delete deletes,
      Preparation preparation,
      Admission admission,
      RequestBodies bodies) {
    this.registry = registry;
    this.caches = caches;
    this.gets = gets;
    this.writes = writes;
    this.deletes = deletes;
    this.preparation = preparation;
    this.admission = admission;
    this.bodies = bodies;
  }

  /**
   * @param request names the pod and carries the eviction's delete options
   * @param eviction decoded
   * @throws ApiFault NOT_FOUND; FORBIDDEN; TOO_MANY_REQUESTS when a budget allows no disruption now
   */
  public void evict(VerbRequest request, ObjectNode eviction) {
    admission.request(request, eviction, bodies::fitEviction);
    while (!evicted(request)) {
      request.deadline().check();
    }
  }

  /**
   * One look at the pod as it is now.
   *
   * @return false when it has changed meanwhile, so that budgets may have to be asked
   */
  private boolean evicted(VerbRequest request) {
    var found = gets.get(request);
    var pod = StoredJson.decode(found.stored(), found.revision());
    var now = preparation.context(request).now();
    var budgets = registry.find(BUDGETS);
    var matching = budgets.map(type -> matching(request, type, found.labels())).orElse(List.of());
    switch (Eviction.decide(pod, matching)) {
      case Eviction.Free() -> remove(request, now);
      case Eviction.Charge(var budget) -> {
        charge(request, budgets.orElseThrow(), budget, now);
        remove(request, now);
      }
      case Eviction.FreeAsSeen(var budget) -> {
        return removedAsSeen(request, Metadata.of(pod).resourceVersion(), budget, now);
      }
    }
    return true;
  }

  private void remove(VerbRequest request, Instant now) {
    var evicted = request.delete().dryRun() ? request : mark(request, now);
    deletes.delete(evicted, admitted -> {}); // As an eviction; it is no DELETE to the plugins.
  }

  private boolean removedAsSeen(VerbRequest request, String version, String budget, Instant now) {
    var options = request.delete();
    if (!options.resourceVersion().isEmpty()) {
      remove(request, now);
      return true;
    }
    try {
      remove(request.deleting(options.at(version)), now);
      return true;
    } catch (ApiFault fault) {
      var current = gets.get(request);
      if (fault.reason() != Reason.CONFLICT || isAt(current.revision(), version)) {
        throw fault;
      }
      if (!budget.isEmpty()) {
        throw Eviction.unsettled(budget);
      }
      return false;
    }
  }

  private static boolean isAt(long revision, String version) {
    return version.equals(Long.toString(revision));
  }

  /**
   * Says in the pod's status why it goes.
   *
   * @return the request for what the pod is then
   */
  private VerbRequest mark(VerbRequest request, Instant now) {
    var outcome =
        writes.apply(
            request,
            false,
            current -> {
              Delete.preconditions(request, Metadata.of(current.object()));
              var marked = Eviction.marked(current.object(), now);
              return marked.equals(current.object()) ? new Change.Keep() : new Change.Put(marked);
            });
    var options = request.delete();
    var version = Long.toString(outcome.snapshot().revision());
    return options.resourceVersion().isEmpty() ? request : request.deleting(options.at(version));
  }

  /** As of now: a budget that was just made protects its pods already. */
  private List<ObjectNode> matching(
      VerbRequest request, ResourceType type, Map<String, String> labels) {
    var scope = new Scope(request.namespace(), LabelSelector.EVERYTHING, FieldSelector.EVERYTHING);
    var matching = new ArrayList<ObjectNode>();
    var cache = caches.of(type);
    cache.awaitCurrent(request.deadline().remaining());
    for (var object : cache.list(scope, "", 0).objects()) {
      var budget = StoredJson.decode(object.stored(), object.revision());
      if (selects(budget.path("spec").path("selector"), labels)) {
        matching.add(budget);
      }
    }
    return matching;
  }

  private static boolean selects(JsonNode selector, Map<String, String> labels) {
    if (!selector.isObject()) {
      return false;
    }
    var typed =
        Json.mapper().convertValue(selector, io.fabric8.kubernetes.api.model.LabelSelector.class);
    return LabelSelector.of(typed).matches(labels);
  }

  /** Each write is about the budget as it is, so that no two evictions spend the same. */
  private void charge(VerbRequest request, ResourceType type, String budget, Instant now) {
    writes.apply(
        request.about(type, budget),
        request.delete().dryRun(),
        current -> new Change.Put(Eviction.charged(current.object(), request.name(), now)));
  }
}
