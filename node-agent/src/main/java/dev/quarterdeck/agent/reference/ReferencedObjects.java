package dev.quarterdeck.agent.reference;

import dev.quarterdeck.agent.reference.ReferencedNames.Kind;
import dev.quarterdeck.agent.reference.ReferencedNames.Reference;
import dev.quarterdeck.client.informer.Change;
import dev.quarterdeck.client.informer.Informer;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Watches the ConfigMaps and Secrets to which pods of this node refer, each with one watch for all
 * its pods. It watches no others: a node may read only the objects to which its pods refer.
 */
public final class ReferencedObjects implements ObjectSource, References, AutoCloseable {

  /** How long a lookup waits for the first list of a new watch. */
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(5);

  private final KubernetesClient client;
  private final Consumer<String> changed;
  private final Time time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Set<Reference>> byPod = new HashMap<>();
  private final Map<Reference, Watched<?>> watched = new HashMap<>();

  private record Watched<T extends HasMetadata>(Informer<T> informer, Set<String> podUids) {}

  /**
   * @param changed takes the UIDs of the pods that refer to a changed object; must not block
   */
  public ReferencedObjects(KubernetesClient client, Consumer<String> changed, Time time) {
    this.client = client;
    this.changed = changed;
    this.time = time;
  }

  @Override
  public void hold(Pod pod) {
    var uid = pod.getMetadata().getUid();
    replace(uid, ReferencedNames.of(pod));
  }

  @Override
  public void release(String podUid) {
    replace(podUid, Set.of());
  }

  private void replace(String podUid, Set<Reference> wanted) {
    var idle = new ArrayList<Informer<?>>();
    lock.lock();
    try {
      var before = byPod.getOrDefault(podUid, Set.of());
      wanted.stream().filter(r -> !before.contains(r)).forEach(r -> add(r, podUid));
      before.stream().filter(r -> !wanted.contains(r)).forEach(r -> drop(r, podUid, idle));
      if (wanted.isEmpty()) {
        byPod.remove(podUid);
      } else {
        byPod.put(podUid, wanted);
      }
    } finally {
      lock.unlock();
    }
    idle.forEach(Informer::close);
  }

  private void add(Reference reference, String podUid) {
    watched
        .computeIfAbsent(
            reference,
            r ->
                switch (r.kind()) {
                  case CONFIG_MAP -> watch(r, ConfigMap.class);
                  case SECRET -> watch(r, Secret.class);
                })
        .podUids()
        .add(podUid);
  }

  private <T extends HasMetadata> Watched<T> watch(Reference reference, Class<T> type) {
    var informer =
        Informer.builder(client, type, time)
            .namespace(reference.key().namespace())
            .fields("metadata.name=" + reference.key().name())
            .onChange((Change<T> change) -> notifyPods(reference))
            .start();
    return new Watched<>(informer, new HashSet<>());
  }

  private void drop(Reference reference, String podUid, List<Informer<?>> idle) {
    var entry = watched.get(reference);
    entry.podUids().remove(podUid);
    if (entry.podUids().isEmpty()) {
      watched.remove(reference);
      idle.add(entry.informer());
    }
  }

  private void notifyPods(Reference reference) {
    List<String> podUids;
    lock.lock();
    try {
      var entry = watched.get(reference);
      podUids = entry == null ? List.of() : List.copyOf(entry.podUids());
    } finally {
      lock.unlock();
    }
    podUids.forEach(changed);
  }

  @Override
  public LookupResult<ConfigMap> configMap(ObjectKey key) {
    return lookup(
        new Reference(Kind.CONFIG_MAP, key),
        ConfigMap.class,
        () -> client.configMaps().inNamespace(key.namespace()).withName(key.name()).get());
  }

  @Override
  public LookupResult<Secret> secret(ObjectKey key) {
    return lookup(
        new Reference(Kind.SECRET, key),
        Secret.class,
        () -> client.secrets().inNamespace(key.namespace()).withName(key.name()).get());
  }

  private <T extends HasMetadata> LookupResult<T> lookup(
      Reference reference, Class<T> type, Supplier<T> direct) {
    Watched<?> entry;
    lock.lock();
    try {
      entry = watched.get(reference);
    } finally {
      lock.unlock();
    }
    return entry == null ? get(direct) : fromWatch(entry, reference, type);
  }

  private static <T extends HasMetadata> LookupResult<T> fromWatch(
      Watched<?> entry, Reference reference, Class<T> type) {
    try {
      if (!entry.informer().awaitSynced(FIRST_ANSWER)) {
        return new LookupResult.Unknown<>(
            "failed to sync %s cache: timed out waiting for the condition"
                .formatted(type.getSimpleName().toLowerCase(Locale.ROOT)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new LookupResult.Unknown<>("interrupted while waiting for " + reference.key());
    }
    return entry
        .informer()
        .store()
        .get(reference.key())
        .<LookupResult<T>>map(object -> new LookupResult.Found<>(type.cast(object)))
        .orElseGet(LookupResult.Missing::new);
  }

  private static <T> LookupResult<T> get(Supplier<T> direct) {
    try {
      var object = direct.get();
      return object == null ? new LookupResult.Missing<>() : new LookupResult.Found<>(object);
    } catch (KubernetesClientException e) {
      return new LookupResult.Unknown<>(e.getMessage());
    }
  }

  /** Closes all watches. */
  @Override
  public void close() {
    List<Watched<?>> all;
    lock.lock();
    try {
      all = List.copyOf(watched.values());
      watched.clear();
      byPod.clear();
    } finally {
      lock.unlock();
    }
    all.forEach(entry -> entry.informer().close());
  }
}
