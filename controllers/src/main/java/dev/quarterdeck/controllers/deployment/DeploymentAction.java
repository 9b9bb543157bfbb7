package dev.quarterdeck.controllers.deployment;

import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.Map;

/** One thing to do for a deployment; the reconciler does them in order and stops at a failure. */
sealed interface DeploymentAction {

  /** Make the replica set of the current template. */
  record CreateReplicaSet(ReplicaSet replicaSet) implements DeploymentAction {}

  /**
   * Change a replica set's size.
   *
   * @param from its size now
   * @param annotations those to set beside
   */
  record Scale(ReplicaSet replicaSet, int from, int to, Map<String, String> annotations)
      implements DeploymentAction {}

  /**
   * Bring the newest replica set's annotations and minReadySeconds up to date.
   *
   * @param annotations all of them
   */
  record Annotate(ReplicaSet replicaSet, Map<String, String> annotations, int minReadySeconds)
      implements DeploymentAction {}

  /** Remove an empty replica set beyond the history limit. */
  record DeleteReplicaSet(ReplicaSet replicaSet) implements DeploymentAction {}

  /** Note the current revision on the deployment itself. */
  record SetRevision(long revision) implements DeploymentAction {}

  /** Write the status; only planned when it differs. */
  record UpdateStatus(DeploymentStatus status) implements DeploymentAction {}
}
