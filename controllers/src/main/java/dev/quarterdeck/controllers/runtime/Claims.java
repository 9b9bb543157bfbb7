package dev.quarterdeck.controllers.runtime;

import dev.quarterdeck.controllers.meta.Claim;
import dev.quarterdeck.controllers.meta.Owners;
import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the objects that an owner controls; adopts and releases some on the way. */
public final class Claims {

  private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

  private final Api api;
  private final GroupVersionResource owners;
  private final GroupVersionResource dependents;
  private final Optional<String> finalizer;

  /**
   * @param owners the resource of the owning objects
   * @param dependents the resource of the owned ones
   */
  public Claims(Api api, GroupVersionResource owners, GroupVersionResource dependents) {
    this(api, owners, dependents, Optional.empty());
  }

  /**
   * @param finalizer that owned objects carry: adopting adds it, releasing takes it off
   */
  public Claims(
      Api api,
      GroupVersionResource owners,
      GroupVersionResource dependents,
      Optional<String> finalizer) {
    this.api = api;
    this.owners = owners;
    this.dependents = dependents;
    this.finalizer = finalizer;
  }

  /** The objects of {@code candidates} that {@code owner} controls after this call. */
  public <T extends HasMetadata> List<T> claim(
      HasMetadata owner, LabelSelector selector, Collection<T> candidates)
      throws InterruptedException {
    var own = new ArrayList<T>();
    var ownerChecked = false;
    for (var object : candidates) {
      switch (Claim.of(object, owner, selector)) {
        case OWN -> own.add(object);
        case RELEASE -> release(owner, object);
        case ADOPT -> {
          if (!ownerChecked) {
            requireLive(owner);
            ownerChecked = true;
          }
          if (adopt(owner, object)) {
            own.add(object);
          }
        }
        case IGNORE -> {}
      }
    }
    return own;
  }

  /** The cache may not know yet that the owner was deleted, or deleted and made again. */
  private void requireLive(HasMetadata owner) throws InterruptedException {
    var key = ObjectKey.of(owner);
    var live = api.get(owners, key).map(object -> object.path("metadata"));
    if (live.isEmpty()
        || !live.get().path("uid").asText().equals(owner.getMetadata().getUid())
        || live.get().has("deletionTimestamp")) {
      throw new KubernetesClientException(
          owners.groupResource() + " " + key + " is gone or going; it adopts nothing", 409, null);
    }
  }

  private boolean adopt(HasMetadata owner, HasMetadata object) throws InterruptedException {
    var references = without(owner, object);
    references.add(Owners.controllerReference(owner));
    LOG.info(
        "adopt {}={} owner={}", dependents.resource(), ObjectKey.of(object), ObjectKey.of(owner));
    return setOwners(object, references, true);
  }

  private void release(HasMetadata owner, HasMetadata object) throws InterruptedException {
    LOG.info(
        "release {}={} owner={}", dependents.resource(), ObjectKey.of(object), ObjectKey.of(owner));
    setOwners(object, without(owner, object), false);
  }

  private static List<OwnerReference> without(HasMetadata owner, HasMetadata object) {
    var references = new ArrayList<>(object.getMetadata().getOwnerReferences());
    references.removeIf(r -> r.getUid().equals(owner.getMetadata().getUid()));
    return references;
  }

  /** False when the object no longer exists. */
  private boolean setOwners(HasMetadata object, List<OwnerReference> references, boolean owned)
      throws InterruptedException {
    var patch = Patches.owners(object, references);
    if (finalizer.isPresent()) {
      var finalizers = new LinkedHashSet<>(object.getMetadata().getFinalizers());
      if (owned) {
        finalizers.add(finalizer.get());
      } else {
        finalizers.remove(finalizer.get());
      }
      patch.withObject("/metadata").set("finalizers", Json.mapper().valueToTree(finalizers));
    }
    try {
      api.patch(dependents, ObjectKey.of(object), "", patch);
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == 404) {
        return false;
      }
      throw e;
    }
  }
}
