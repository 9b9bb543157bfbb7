package dev.quarterdeck.apiserver.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.follow.FollowedObject;
import dev.quarterdeck.apiserver.follow.Follower;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.customkinds.Definitions;
import dev.quarterdeck.customkinds.definition.Conditions;
import dev.quarterdeck.customkinds.definition.DefinitionKinds;
import dev.quarterdeck.customkinds.definition.DefinitionStatus;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Latch;
import dev.quarterdeck.model.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
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

  /** How long a failed step rests before the next try. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** How long it rests when there is nothing to do, unless something changes. */
  private static final Duration REST = Duration.ofMinutes(10);

  private static final Comparator<FollowedObject> BY_NAME =
      Comparator.comparing(object -> object.key().name());

  /** What the loop acts on. */
  record Parts(
      Store store,
      ResourceType type,
      Follower<Map<ObjectKey, FollowedObject>> follower,
      CustomRegistry registry,
      Definitions definitions,
      Consumer<Definitions.Ended> end,
      InstanceCleanup cleanup,
      Time time) {}

  private final Parts parts;
  private final Latch first;
  private final Map<String, Long> seen = new HashMap<>();

  /** Definitions that wait for names another has. */
  private final Set<String> waiting = new HashSet<>();

  /** By name of the definition: small, so that conflicts are found without reading all again. */
  private final Map<String, JsonNode> acceptedNames = new HashMap<>();

  private final Background background;

  DefinitionLoop(Parts parts) {
    this.parts = parts;
    this.first = new Latch(parts.time);
    this.background = new Background("custom-resource-definitions", parts.time, this::run);
  }

  /** Begins, and waits until what is defined already is served; whether it came so far. */
  boolean start(Duration patience) {
    background.start();
    try {
      return first.await(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void run() throws InterruptedException {
    while (true) {
      var definitions = parts.follower.snapshot();
      var settled = look(definitions.values().stream().sorted(BY_NAME).toList());
      first.open();
      parts.follower.awaitOther(definitions, settled ? REST : RETRY);
    }
  }

  /** Compares with what was seen before; whether nothing is left to try again. */
  private boolean look(List<FollowedObject> present) {
    var ended = new ArrayList<Definitions.Ended>();
    var changed = gone(present, ended);
    var undecided = undecided(present, changed);
    var settled = true;
    for (var object : firstSeen(undecided)) {
      acceptNames(object.tree());
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
  private List<FollowedObject> undecided(List<FollowedObject> present, boolean someGone) {
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
  private List<FollowedObject> firstSeen(List<FollowedObject> definitions) {
    return definitions.stream()
        .filter(object -> !acceptedNames.containsKey(object.key().name()))
        .toList();
  }

  private void acceptNames(ObjectNode definition) {
    acceptedNames.put(
        Tree.text(definition, "/metadata/name"),
        definition.path("status").path("acceptedNames").deepCopy());
  }

  private boolean gone(List<FollowedObject> present, List<Definitions.Ended> ended) {
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
  private boolean tryToDecide(FollowedObject object, List<Definitions.Ended> ended) {
    try {
      return decide(object, ended);
    } catch (RuntimeException failure) {
      LOG.error("cannot serve definition={}", object.key().name(), failure);
      seen.put(object.key().name(), object.revision());
      return true;
    }
  }

  /** Whether the definition needs no second look. */
  private boolean decide(FollowedObject object, List<Definitions.Ended> ended) {
    var definition = object.tree();
    var decided =
        DefinitionStatus.decide(definition, others(object.key().name()), parts.time.instant());
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
  private boolean write(FollowedObject before, ObjectNode decided) {
    try {
      switch (parts.store.update(
          parts.type.storeKey("", before.key().name()),
          StoredJson.encode(decided),
          before.revision())) {
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
    background.close();
    parts.cleanup.close();
  }
}
