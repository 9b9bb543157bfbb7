package dev.quarterdeck.controllers.garbagecollector;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Decides what becomes of an object by the state of its owners. */
final class GarbagePlan {

  static final String ORPHAN = "orphan";
  static final String FOREGROUND = "foregroundDeletion";

  /** The state of an owner. */
  enum Owner {
    /** It exists, and does not wait for its dependents to be deleted. */
    PRESENT,
    /** It is being deleted in the foreground: it waits for its dependents to go first. */
    WAITING,
    /** No object of that uid exists where the reference says. */
    ABSENT
  }

  /** What to do. */
  sealed interface Decision {

    record Keep() implements Decision {}

    /** It has another owner: drop the references to absent and waiting ones. */
    record DropOwners(List<String> uids) implements Decision {}

    /**
     * It has no owner left.
     *
     * @param propagation Background, Foreground or Orphan, for its own dependents
     * @param unblock first make it stop blocking its owners, which wait for it in a circle
     */
    record Delete(String propagation, boolean unblock) implements Decision {}
  }

  private GarbagePlan() {}

  /**
   * Decides.
   *
   * @param object as it is on the server now
   * @param owners the state of each owner by uid
   * @param hasDependents whether objects name it as their owner
   * @param dependentsWait whether one of those is being deleted in the foreground itself
   */
  static Decision next(
      ObjectMeta object, Map<String, Owner> owners, boolean hasDependents, boolean dependentsWait) {
    var present = uids(object, owners, Owner.PRESENT);
    var waiting = uids(object, owners, Owner.WAITING);
    var absent = uids(object, owners, Owner.ABSENT);
    if (waiting.isEmpty() && absent.isEmpty()) {
      return new Decision.Keep();
    }
    if (!present.isEmpty()) {
      absent.addAll(waiting);
      return new Decision.DropOwners(List.copyOf(absent));
    }
    if (!waiting.isEmpty() && hasDependents) {
      // The owner waits for all below it to be gone, so the deletion goes down level by level.
      return new Decision.Delete("Foreground", dependentsWait);
    }
    return new Decision.Delete(propagation(object), false);
  }

  private static String propagation(ObjectMeta object) {
    if (object.getFinalizers().contains(ORPHAN)) {
      return "Orphan";
    }
    return object.getFinalizers().contains(FOREGROUND) ? "Foreground" : "Background";
  }

  private static List<String> uids(ObjectMeta object, Map<String, Owner> owners, Owner state) {
    var uids = new ArrayList<String>();
    for (var owner : object.getOwnerReferences()) {
      if (owners.get(owner.getUid()) == state) {
        uids.add(owner.getUid());
      }
    }
    return uids;
  }

  /** The object is deleted in the foreground: it waits until its blocking dependents are gone. */
  static boolean isDeletingDependents(ObjectMeta object) {
    return object.getDeletionTimestamp() != null && object.getFinalizers().contains(FOREGROUND);
  }

  /** The object is deleted, and its dependents are to be orphaned first. */
  static boolean isOrphaning(ObjectMeta object) {
    return object.getDeletionTimestamp() != null && object.getFinalizers().contains(ORPHAN);
  }

  /** Whether a dependent blocks the foreground deletion of its owner. */
  static boolean blocks(ObjectMeta dependent, String ownerUid) {
    return dependent.getOwnerReferences().stream()
        .anyMatch(
            owner ->
                ownerUid.equals(owner.getUid())
                    && Boolean.TRUE.equals(owner.getBlockOwnerDeletion()));
  }

  /** The references without those to the given uids. */
  static List<OwnerReference> without(List<OwnerReference> owners, List<String> uids) {
    return owners.stream().filter(owner -> !uids.contains(owner.getUid())).toList();
  }
}
