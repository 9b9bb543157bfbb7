package dev.quarterdeck.apiserver.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.apiserver.watchcache.CachedObject;
import dev.quarterdeck.apiserver.watchcache.ResourceCache;
import dev.quarterdeck.apiserver.watchcache.ResourceCache.Scope;
import dev.quarterdeck.apiserver.watchcache.Watcher;
import dev.quarterdeck.customkinds.Definitions;
import dev.quarterdeck.customkinds.definition.Conditions;
import dev.quarterdeck.customkinds.definition.DefinitionKinds;
import dev.quarterdeck.customkinds.definition.DefinitionStatus;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldSelector;
import dev.quarterdeck.model.LabelSelector;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the definitions: gives each the status it should have, serves the established, and has
 * the instances of the deleted cleaned up. Every server of a cluster does so; all come to the same
 * table, and of two that write one status the second is refused and looks again.
 */
final class DefinitionLoop implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DefinitionLoop.class);
  private static final Scope ALL =
      new Scope("", LabelSelector.EVERYTHING, FieldSelector.EVERYTHING);

  /** How long a failed step rests before the next try. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  private static final int MANY = 1_000;

  /** What the loop acts on. */
  record Parts(
      Store store,
      Supplier<ResourceCache> cache,
      CustomRegistry registry,
      Definitions definitions,
      Consumer<Definitions.Ended> end,
      InstanceCleanup cleanup,
      InstantSource clock) {}

  private final Parts parts;
  private final Semaphore woken = new Semaphore(1);
  private final CountDownLatch first = new CountDownLatch(1);
  private final Map<String, Long> seen = new HashMap<>();

  /** Definitions that wait for names another has. */
  private final Set<String> waiting = new HashSet<>();

  /** By name of the definition: small, so that conflicts are found without reading all again. */
  private final Map<String, JsonNode> acceptedNames = new HashMap<>();

  private Thread thread;

  DefinitionLoop(Parts parts) {
    this.parts = parts;
  }

  /** Begins, and waits until what is defined already is served; whether it came so far. */
  boolean start(Duration patience) {
    thread = Thread.ofVirtual().name("custom-resource-definitions").start(this::run);
    try {
      return first.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void run() {
    try {
      while (true) {
        try (var watcher = parts.cache.get().watch(ALL, 0, false, false, () -> woken.release())) {
          follow(watcher);
        } catch (RuntimeException failure) { // Without the loop no kind would be served anew.
          LOG.warn("cannot follow the definitions, trying again", failure);
          Thread.sleep(RETRY);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Closed.
    }
  }

  private void follow(Watcher watcher) throws InterruptedException {
    while (watcher.ended().isEmpty()) {
      woken.drainPermits();
      while (!watcher.poll(MANY).isEmpty()) {} // What changed shows in the image.
      var settled = look();
      first.countDown();
      if (settled) {
        woken.acquire();
      } else if (woken.tryAcquire(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
        woken.release();
      }
    }
  }

  /** Compares the image with what was seen before; whether nothing is left to try again. */
  private boolean look() {
    var present = parts.cache.get().list(ALL, "", 0).objects();
    var ended = new ArrayList<Definitions.Ended>();
    var changed = gone(present, ended);
    var undecided = undecided(present, changed);
    var settled = true;
    for (var object : firstSeen(undecided)) {
      acceptNames(StoredJson.decode(object.stored(), object.revision()));
    }
    for (var object : undecided) {
      settled &= tryToDecide(object, ended);
      changed = true;
    }
    if (changed) {
      parts.registry.replace(parts.definitions.types());
    }
    ended.forEach(parts.end);
    return settled;
  }

  /** What is new, and what waits for names that may have become free. */
  private List<CachedObject> undecided(List<CachedObject> present, boolean someGone) {
    var changed =
        present.stream()
            .filter(o -> !Long.valueOf(o.revision()).equals(seen.get(o.key().name())))
            .collect(Collectors.toCollection(ArrayList::new));
    if (!waiting.isEmpty() && (someGone || !changed.isEmpty())) {
      present.stream()
          .filter(object -> waiting.contains(object.key().name()) && !changed.contains(object))
          .forEach(changed::add);
    }
    return changed;
  }

  /** The names they have must be known before new ones are given away. */
  private List<CachedObject> firstSeen(List<CachedObject> definitions) {
    return definitions.stream()
        .filter(object -> !acceptedNames.containsKey(object.key().name()))
        .toList();
  }

  private void acceptNames(ObjectNode definition) {
    acceptedNames.put(
        Tree.text(definition, "/metadata/name"),
        definition.path("status").path("acceptedNames").deepCopy());
  }

  private boolean gone(List<CachedObject> present, List<Definitions.Ended> ended) {
    var names = new HashSet<String>();
    present.forEach(object -> names.add(object.key().name()));
    var gone = new ArrayList<>(seen.keySet());
    gone.removeAll(names);
    for (var name : gone) {
      seen.remove(name);
      acceptedNames.remove(name);
      waiting.remove(name);
      ended.addAll(parts.definitions.remove(name));
    }
    return !gone.isEmpty();
  }

  /** One definition that cannot be read must not keep the others from being served. */
  private boolean tryToDecide(CachedObject object, List<Definitions.Ended> ended) {
    try {
      return decide(object, ended);
    } catch (RuntimeException failure) {
      LOG.error("cannot serve definition={}", object.key().name(), failure);
      seen.put(object.key().name(), object.revision());
      return true;
    }
  }

  /** Whether the definition needs no second look. */
  private boolean decide(CachedObject object, List<Definitions.Ended> ended) {
    var definition = StoredJson.decode(object.stored(), object.revision());
    var decided =
        DefinitionStatus.decide(definition, others(object.key().name()), parts.clock.instant());
    // Served before it says so: who waits for the condition may use the kind the moment it is true.
    var now = decided.orElse(definition);
    acceptNames(now);
    if (Conditions.isTrue(now, "NamesAccepted")) {
      waiting.remove(object.key().name());
    } else {
      waiting.add(object.key().name());
    }
    ended.addAll(parts.definitions.put(now));
    if (isDeleted(definition)) {
      parts.cleanup.begin(definition, parts.definitions.storage(object.key().name()));
    }
    if (decided.isPresent()) {
      parts.registry.replace(parts.definitions.types());
      return write(object, decided.get());
    }
    seen.put(object.key().name(), object.revision());
    return true;
  }

  private static boolean isDeleted(ObjectNode definition) {
    return !Tree.text(definition, "/metadata/deletionTimestamp").isEmpty()
        && Tree.texts(definition.at("/metadata/finalizers")).contains(DefinitionKinds.CLEANUP);
  }

  private List<JsonNode> others(String name) {
    var others = new ArrayList<JsonNode>();
    for (var entry : acceptedNames.entrySet()) {
      if (!entry.getKey().equals(name) && group(entry.getKey()).equals(group(name))) {
        others.add(entry.getValue());
      }
    }
    return others;
  }

  /** A definition's name is {@code PLURAL.GROUP}. */
  private static String group(String name) {
    return name.substring(name.indexOf('.') + 1);
  }

  /** Whether the status is written, or will be seen to have been by another. */
  private boolean write(CachedObject before, ObjectNode decided) {
    try {
      switch (parts.store.update(
          before.storeKey(), StoredJson.encode(decided), before.revision())) {
        case Store.WriteResult.Written(var revision) -> seen.put(before.key().name(), revision);
        case Store.WriteResult.Refused _ -> {} // What came between is on its way here.
      }
      return true;
    } catch (ApiFault fault) {
      LOG.warn(
          "cannot write status definition={} cause={}", before.key().name(), fault.getMessage());
      return false;
    }
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.interrupt();
    }
    parts.cleanup.close();
  }
}
