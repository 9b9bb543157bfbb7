package dev.quarterdeck.controllers.meta;

import dev.quarterdeck.model.LabelSelector;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** Decides whether an owner adopts, keeps or releases one object. */
public enum Claim {
  /** The owner controls it already. */
  OWN,
  /** It matches and nobody controls it: set the controller reference. */
  ADOPT,
  /** The owner controls it but its labels no longer match: drop the controller reference. */
  RELEASE,
  /** Another owner controls it, or it does not match. */
  IGNORE;

  /**
   * Decides by controller reference first, then by labels. An owner that is itself being deleted
   * neither adopts nor releases.
   *
   * @param owner the controller object; same namespace as {@code object}
   * @param selector the owner's selector
   */
  public static Claim of(HasMetadata object, HasMetadata owner, LabelSelector selector) {
    var matches = selector.matches(object.getMetadata().getLabels());
    var controller = Owners.controllerOf(object);
    if (controller.isPresent()) {
      if (!controller.get().getUid().equals(owner.getMetadata().getUid())) {
        return IGNORE;
      }
      if (matches) {
        return OWN;
      }
      return Owners.isTerminating(owner) ? IGNORE : RELEASE;
    }
    var free = matches && !Owners.isTerminating(owner) && !Owners.isTerminating(object);
    return free ? ADOPT : IGNORE;
  }
}
