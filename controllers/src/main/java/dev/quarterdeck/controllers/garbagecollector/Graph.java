package dev.quarterdeck.controllers.garbagecollector;

import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.client.informer.Informer;
import dev.quarterdeck.controllers.discovery.Discovery;
import dev.quarterdeck.controllers.discovery.ServedResource;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The graph of owners and dependents over all resources that can be listed, watched and deleted. It
 * keeps the metadata of all objects, indexed by uid and by owner.
 */
final class Graph implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Graph.class);
  private static final Duration SYNC_LIMIT = Duration.ofSeconds(30);
  private static final String UID = "uid";
  private static final String OWNER = "owner";

  /** Resources that are written often, and whose objects own nothing. */
  private static final Set<String> IGNORED =
      Set.of("events", "events.events.k8s.io", "leases.coordination.k8s.io");

  /** An object in the graph. */
  record Entry(ServedResource resource, ObjectMeta metadata) {
    ObjectId id() {
      var key = new ObjectKey(metadata.getNamespace(), metadata.getName());
      return new ObjectId(resource.resource(), key, metadata.getUid());
    }
  }

  private record Source(ServedResource resource, Informer<PartialObjectMetadata> informer) {
    List<Entry> find(String index, String value) {
      return informer.store().byIndex(index, value).stream()
          .map(object -> new Entry(resource, object.getMetadata()))
          .toList();
    }
  }

  private final KubernetesClient client;
  private final Time time;
  private final Map<GroupVersionResource, Source> sources = new ConcurrentHashMap<>();
  private volatile Map<String, ServedResource> byKind = Map.of();

  Graph(KubernetesClient client, Time time) {
    this.client = client;
    this.time = time;
  }

  /**
   * Watches the resources that are served now and no others. Waits 30 s at most for the objects of
   * new ones: a resource that cannot be listed does not hold up the rest.
   *
   * @param handler called for every change, from the threads of the informers
   */
  void follow(
      Discovery.Found found, BiConsumer<ServedResource, Change<PartialObjectMetadata>> handler)
      throws InterruptedException {
    byKind = Discovery.byKind(found.resources());
    var wanted =
        found.resources().stream()
            .filter(r -> r.supports("list", "watch", "delete"))
            .filter(r -> !IGNORED.contains(r.resource().groupResource()))
            .collect(Collectors.toMap(ServedResource::resource, r -> r));
    if (found.failed().isEmpty()) {
      stopAllBut(wanted.keySet());
    }
    var started = new ArrayList<Source>();
    wanted.forEach(
        (name, resource) -> {
          if (!sources.containsKey(name)) {
            var source = new Source(resource, start(resource, handler));
            sources.put(name, source);
            started.add(source);
          }
        });
    awaitSynced(started);
    if (!started.isEmpty()) {
      LOG.info("graph follows resources={}", sources.size());
    }
  }

  private void awaitSynced(List<Source> started) throws InterruptedException {
    var begun = time.nanos();
    for (var source : started) {
      if (!source.informer.awaitSynced(SYNC_LIMIT.minusNanos(time.nanos() - begun))) {
        LOG.warn(
            "not synced yet resource={} error=\"{}\"",
            source.resource.resource().groupResource(),
            source.informer.lastError().orElse(""));
      }
    }
  }

  private void stopAllBut(Set<GroupVersionResource> wanted) {
    for (var name : new HashSet<>(sources.keySet())) {
      if (!wanted.contains(name)) {
        LOG.info("no longer served resource={}", name.groupResource());
        sources.remove(name).informer.close();
      }
    }
  }

  private Informer<PartialObjectMetadata> start(
      ServedResource resource, BiConsumer<ServedResource, Change<PartialObjectMetadata>> handler) {
    return Informer.metadata(client, resource.resource(), time)
        .transform(Graph::slim)
        .index(UID, object -> List.of(object.getMetadata().getUid()))
        .index(OWNER, Graph::owners)
        .onChange(change -> handler.accept(resource, change))
        .start();
  }

  /** Keeps what ownership depends on, since there is an entry for every object. */
  private static PartialObjectMetadata slim(PartialObjectMetadata object) {
    var metadata = object.getMetadata();
    metadata.setLabels(null);
    metadata.setAnnotations(null);
    metadata.setCreationTimestamp(null);
    metadata.setAdditionalProperties(Map.of());
    metadata.setFinalizers(List.copyOf(metadata.getFinalizers()));
    metadata.setOwnerReferences(List.copyOf(metadata.getOwnerReferences()));
    return object;
  }

  private static List<String> owners(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream().map(OwnerReference::getUid).toList();
  }

  /** Whether every resource followed has had its first list. */
  boolean isSynced() {
    return !sources.isEmpty() && sources.values().stream().allMatch(s -> s.informer.isSynced());
  }

  List<Entry> dependents(String ownerUid) {
    var found = new ArrayList<Entry>();
    sources.values().forEach(source -> found.addAll(source.find(OWNER, ownerUid)));
    return found;
  }

  Optional<Entry> byUid(String uid) {
    return sources.values().stream().flatMap(s -> s.find(UID, uid).stream()).findFirst();
  }

  /** The resource of an owner reference's kind; empty when the server serves no such kind. */
  Optional<ServedResource> resourceOf(OwnerReference reference) {
    var version = reference.getApiVersion();
    var slash = version.indexOf('/');
    var group = slash < 0 ? "" : version.substring(0, slash);
    return Optional.ofNullable(byKind.get(group + "/" + reference.getKind()));
  }

  @Override
  public void close() {
    sources.values().forEach(source -> source.informer.close());
  }
}
