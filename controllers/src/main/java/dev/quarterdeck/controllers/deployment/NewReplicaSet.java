package dev.quarterdeck.controllers.deployment;

import dev.quarterdeck.controllers.meta.Owners;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes the replica set of a deployment's current template. */
final class NewReplicaSet {

  private NewReplicaSet() {}

  /** Sized as the strategy lets it be beside the old ones; named after the template's hash. */
  static ReplicaSet of(Rollout rollout) {
    var deployment = rollout.deployment();
    var spec = deployment.getSpec();
    var hash = Templates.hash(spec.getTemplate(), collisions(rollout));
    var template = Templates.withHash(spec.getTemplate(), hash);
    var annotations =
        new LinkedHashMap<>(
            RevisionAnnotations.forNewest(
                deployment, Map.of(), RevisionAnnotations.after(rollout.old())));
    annotations.putAll(RevisionAnnotations.sizes(deployment));
    return new ReplicaSetBuilder()
        .withNewMetadata()
        .withNamespace(deployment.getMetadata().getNamespace())
        .withName(deployment.getMetadata().getName() + "-" + hash)
        .withLabels(template.getMetadata().getLabels())
        .withAnnotations(annotations)
        .withOwnerReferences(Owners.controllerReference(deployment))
        .endMetadata()
        .withNewSpec()
        .withReplicas(RollingUpdate.newestSize(rollout, 0))
        .withMinReadySeconds(spec.getMinReadySeconds())
        .withSelector(
            new LabelSelectorBuilder(spec.getSelector())
                .addToMatchLabels(Templates.HASH_LABEL, hash)
                .build())
        .withTemplate(template)
        .endSpec()
        .build();
  }

  private static int collisions(Rollout rollout) {
    var status = rollout.deployment().getStatus();
    return status == null ? 0 : Rollout.orZero(status.getCollisionCount());
  }
}
