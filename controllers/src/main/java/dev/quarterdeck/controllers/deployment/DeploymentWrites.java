package dev.quarterdeck.controllers.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.controllers.deployment.DeploymentAction.Annotate;
import dev.quarterdeck.controllers.deployment.DeploymentAction.Scale;
import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ApiErrors;
import dev.quarterdeck.controllers.runtime.Deletion;
import dev.quarterdeck.controllers.runtime.WrittenResources;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the writes of one pass over one deployment. */
final class DeploymentWrites {

  private static final Logger LOG = LoggerFactory.getLogger(DeploymentWrites.class);

  private final Api api;
  private final EventRecorder events;
  private final InstantSource clock;
  private final Deployment deployment;
  private final ObjectKey key;

  /** The version after our last write, so that a second one in the same pass does not conflict. */
  private String version;

  DeploymentWrites(Api api, EventRecorder events, InstantSource clock, Deployment deployment) {
    this.clock = clock;
    this.api = api;
    this.events = events;
    this.deployment = deployment;
    this.key = ObjectKey.of(deployment);
    this.version = deployment.getMetadata().getResourceVersion();
  }

  void create(ReplicaSet set) throws InterruptedException {
    try {
      api.create(WrittenResources.REPLICA_SETS, key.namespace(), set);
    } catch (KubernetesClientException e) {
      if (ApiErrors.isAlreadyExists(e)) {
        resolveCollision(set);
        return;
      }
      reportCreateError(set, e);
      throw e;
    }
    LOG.info("create replicaset={} deployment={}", ObjectKey.of(set), key);
    if (Rollout.size(set) > 0) {
      scaled(set, 0, Rollout.size(set));
    }
  }

  /** The name is taken: by our own set, which the informer lacks, or by another template's hash. */
  private void resolveCollision(ReplicaSet set) throws InterruptedException {
    var present = api.get(WrittenResources.REPLICA_SETS, ObjectKey.of(set));
    if (present.isEmpty()) {
      throw new KubernetesClientException("replica set came and went: " + set, 409, null);
    }
    var other = read(present.get());
    if (Owners.isControlledBy(other, deployment.getMetadata().getUid())
        && Templates.same(other.getSpec().getTemplate(), deployment.getSpec().getTemplate())) {
      return;
    }
    var stored = deployment.getStatus();
    var collisions = stored == null ? 0 : Rollout.orZero(stored.getCollisionCount());
    var patch = patch();
    patch.withObject("/status").put("collisionCount", collisions + 1);
    write("status", patch);
    LOG.info("hash collision deployment={} replicaset={}", key, ObjectKey.of(set));
    throw new KubernetesClientException("the hash of the pod template collides", 409, null);
  }

  private static ReplicaSet read(ObjectNode tree) {
    try {
      return Json.mapper().treeToValue(tree, ReplicaSet.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the server sent a malformed ReplicaSet", e);
    }
  }

  private void reportCreateError(ReplicaSet set, KubernetesClientException e)
      throws InterruptedException {
    var name = set.getMetadata().getName();
    var message = "Failed to create new replica set \"%s\": %s".formatted(name, e.getMessage());
    events.record(deployment, "Warning", DeploymentProgress.CREATE_ERROR, message);
    if (!DeploymentProgress.hasDeadline(deployment)) {
      return;
    }
    var conditions = DeploymentConditions.of(deployment.getStatus());
    var failed =
        conditions.with(
            DeploymentConditions.PROGRESSING,
            "False",
            DeploymentProgress.CREATE_ERROR,
            message,
            clock.instant());
    if (!failed.equals(conditions)) {
      var patch = patch();
      patch.withObject("/status").set("conditions", Json.mapper().valueToTree(failed.list()));
      write("status", patch);
    }
  }

  void scale(Scale scale) throws InterruptedException {
    var patch = Patches.annotations(Patches.toVersion(scale.replicaSet()), scale.annotations());
    patch.withObject("/spec").put("replicas", scale.to());
    api.patch(WrittenResources.REPLICA_SETS, ObjectKey.of(scale.replicaSet()), "", patch);
    if (scale.from() != scale.to()) {
      scaled(scale.replicaSet(), scale.from(), scale.to());
    }
  }

  private void scaled(ReplicaSet set, int from, int to) {
    var name = set.getMetadata().getName();
    var way = to > from ? "up" : "down";
    LOG.info("scale deployment={} replicaset={} from={} to={}", key, name, from, to);
    events.record(
        deployment,
        "Normal",
        "ScalingReplicaSet",
        "Scaled %s replica set %s from %d to %d".formatted(way, name, from, to));
  }

  void annotate(Annotate annotate) throws InterruptedException {
    var set = annotate.replicaSet();
    Map<String, String> changes = new LinkedHashMap<>(annotate.annotations());
    changes.entrySet().removeAll(RevisionAnnotations.annotations(set).entrySet());
    var patch = Patches.annotations(Patches.toVersion(set), changes);
    patch.withObject("/spec").put("minReadySeconds", annotate.minReadySeconds());
    api.patch(WrittenResources.REPLICA_SETS, ObjectKey.of(set), "", patch);
  }

  void delete(ReplicaSet set) throws InterruptedException {
    LOG.info("delete replicaset={} deployment={}", ObjectKey.of(set), key);
    api.delete(
        WrittenResources.REPLICA_SETS,
        ObjectKey.of(set),
        Deletion.of(set.getMetadata().getUid())
            .withResourceVersion(set.getMetadata().getResourceVersion()));
  }

  void revision(long revision) throws InterruptedException {
    write(
        "",
        Patches.annotations(
            patch(), Map.of(RevisionAnnotations.REVISION, Long.toString(revision))));
  }

  void status(DeploymentStatus status) throws InterruptedException {
    write("status", Patches.field(patch(), "status", deployment.getStatus(), status));
  }

  private ObjectNode patch() {
    var patch = Patches.toUid(deployment);
    patch.withObject("/metadata").put("resourceVersion", version);
    return patch;
  }

  private void write(String subresource, ObjectNode patch) throws InterruptedException {
    var written = api.patch(WrittenResources.DEPLOYMENTS, key, subresource, patch);
    version = written.path("metadata").path("resourceVersion").asText(version);
  }
}
