package dev.quarterdeck.apiserver.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.apiserver.verb.Deadline;
import dev.quarterdeck.apiserver.verb.DeleteMany;
import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.client.Backoff;
import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.customkinds.definition.DefinitionStatus;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.User;
import dev.quarterdeck.model.time.Time;
import java.time.Duration;
import java.time.Instant;
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
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5));
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Store store;
  private final ResourceType definitions;
  private final DeleteMany deletes;
  private final Time time;
  private final Map<String, Background> running = new ConcurrentHashMap<>();

  /**
   * @param definitions the kind CustomResourceDefinition
   * @param time of the pauses between attempts, and of what conditions say
   */
  InstanceCleanup(Store store, ResourceType definitions, DeleteMany deletes, Time time) {
    this.store = store;
    this.definitions = definitions;
    this.deletes = deletes;
    this.time = time;
  }

  /**
   * Begins unless it is under way.
   *
   * @param instances the kind; null when it was never served, and so has none
   */
  void begin(ObjectNode definition, ResourceType instances) {
    var uid = Tree.text(definition, "/metadata/uid");
    var name = Tree.text(definition, "/metadata/name");
    var job = new Job(uid, name, instances);
    running.computeIfAbsent(
        uid, _ -> new Background("cleanup-" + name, time, () -> run(job)).start());
  }

  private record Job(String uid, String name, ResourceType instances) {}

  private void run(Job job) throws InterruptedException {
    var attempts = 0;
    while (!isOver(job)) {
      time.sleep(PAUSES.after(attempts++));
    }
    running.remove(job.uid);
  }

  /** Makes an attempt; whatever fails in it is tried again in the next. */
  private boolean isOver(Job job) {
    try {
      return change(job, DefinitionStatus::deleting)
          && (job.instances == null
              || deletes.deleteAll(request(job.instances)).objects().isEmpty())
          && change(job, DefinitionStatus::cleaned);
    } catch (ApiFault fault) {
      LOG.warn("cannot clean up definition={} error=\"{}\"", job.name, fault.getMessage());
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
    var changed = step.apply(definition, time.instant());
    if (changed.equals(definition)) {
      return true;
    }
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
    Background.closeAll(running.values());
  }
}
