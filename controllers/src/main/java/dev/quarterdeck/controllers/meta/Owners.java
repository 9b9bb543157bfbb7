package dev.quarterdeck.controllers.meta;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.Optional;

/** Reads and makes controller references: an object has at most one owner that controls it. */
public final class Owners {

  private Owners() {}

  /** The reference to the controlling owner, if there is one. */
  public static Optional<OwnerReference> controllerOf(HasMetadata object) {
    for (var owner : object.getMetadata().getOwnerReferences()) {
      if (Boolean.TRUE.equals(owner.getController())) {
        return Optional.of(owner);
      }
    }
    return Optional.empty();
  }

  /** Whether the object's controller has this uid. */
  public static boolean isControlledBy(HasMetadata object, String uid) {
    return controllerOf(object).filter(owner -> owner.getUid().equals(uid)).isPresent();
  }

  /** A reference that makes {@code owner} the controller and lets it block on its dependents. */
  public static OwnerReference controllerReference(HasMetadata owner) {
    return new OwnerReferenceBuilder()
        .withApiVersion(owner.getApiVersion())
        .withKind(owner.getKind())
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }

  /** Whether deletion has been asked for and finalizers or a grace period still hold it. */
  public static boolean isTerminating(HasMetadata object) {
    return object.getMetadata().getDeletionTimestamp() != null;
  }
}
