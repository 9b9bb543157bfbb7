package dev.quarterdeck.apiserver.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.apiserver.verb.Deadline;
import dev.quarterdeck.apiserver.verb.DeleteMany;
import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.customkinds.definition.DefinitionStatus;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.User;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the instances of deleted definitions, each definition's on a thread of its own, and then
 * lets the definition go. Instances that finalizers hold are waited for, however long.
 */
final class InstanceCleanup implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(InstanceCleanup.class);
  private static final User SELF =
      new User("system:apiserver", List.of(User.MASTERS, User.AUTHENTICATED));
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Store store;
  private final ResourceType definitions;
  private final DeleteMany deletes;
  private final InstantSource clock;
  private final Map<String, Thread> running = new ConcurrentHashMap<>();

  /**
   * @param definitions the kind CustomResourceDefinition
   */
  InstanceCleanup(Store store, ResourceType definitions, DeleteMany deletes, InstantSource clock) {
    this.store = store;
    this.definitions = definitions;
    this.deletes = deletes;
    this.clock = clock;
  }

  /**
   * Begins unless it is under way.
   *
   * @param instances the kind; null when it was never served, and so has none
   */
  void begin(ObjectNode definition, ResourceType instances) {
    var uid = Tree.text(definition, "/metadata/uid");
    var name = Tree.text(definition, "/metadata/name");
    running.computeIfAbsent(
        uid,
        _ ->
            Thread.ofVirtual()
                .name("cleanup-" + name)
                .start(() -> run(new Job(uid, name, instances))));
  }

  private record Job(String uid, String name, ResourceType instances) {}

  private void run(Job job) {
    var pause = FIRST_PAUSE;
    try {
      change(job, DefinitionStatus::deleting);
      while (!finished(job)) {
        Thread.sleep(pause);
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Closed.
    } finally {
      running.remove(job.uid);
    }
  }

  private boolean finished(Job job) {
    try {
      if (job.instances != null && !deletes.deleteAll(request(job.instances)).objects().isEmpty()) {
        return false;
      }
      return change(job, DefinitionStatus::cleaned);
    } catch (ApiFault fault) {
      LOG.warn("cannot clean up definition={} cause={}", job.name, fault.getMessage());
      return false;
    }
  }

  /** The definition with something changed. */
  @FunctionalInterface
  private interface Step {
    ObjectNode apply(ObjectNode definition, Instant now);
  }

  /** Whether the change is made, or there is nothing left to change. */
  private boolean change(Job job, Step step) {
    var key = definitions.storeKey("", job.name);
    var found = store.get(key);
    if (found.isEmpty()) {
      return true;
    }
    var definition = StoredJson.decode(found.get());
    if (!Tree.text(definition, "/metadata/uid").equals(job.uid)) {
      return true;
    }
    var changed = step.apply(definition, clock.instant());
    var revision = found.get().modRevision();
    var result =
        changed.at("/metadata/finalizers").isEmpty()
            ? store.delete(key, revision)
            : store.update(key, StoredJson.encode(changed), revision);
    return result instanceof Store.WriteResult.Written;
  }

  private static VerbRequest request(ResourceType type) {
    return VerbRequest.plain(
        SELF,
        type,
        "",
        "",
        "",
        Deadline.in(PATIENCE),
        warning -> LOG.warn("cleanup resource={} {}", type.resource().groupResource(), warning));
  }

  @Override
  public void close() {
    running.values().forEach(Thread::interrupt);
  }
}
