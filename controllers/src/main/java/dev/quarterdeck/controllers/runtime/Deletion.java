package dev.quarterdeck.controllers.runtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;

/**
 * How to delete, as {@code meta/v1 DeleteOptions}.
 *
 * @param uid only if the object still has this uid; empty for whatever has the name
 * @param resourceVersion only if the object is still at this version; empty for any
 * @param propagation Background, Foreground or Orphan; empty for the resource's default
 * @param graceSeconds negative for the object's own grace period
 */
public record Deletion(String uid, String resourceVersion, String propagation, long graceSeconds) {

  /** By the resource's defaults, if the object is still the one with this uid. */
  public static Deletion of(String uid) {
    return new Deletion(uid, "", "", -1);
  }

  /** Whatever has the name, by its own grace period; dependents are deleted in the background. */
  public static Deletion background() {
    return new Deletion("", "", "Background", -1);
  }

  public Deletion withPropagation(String policy) {
    return new Deletion(uid, resourceVersion, policy, graceSeconds);
  }

  public Deletion withResourceVersion(String version) {
    return new Deletion(uid, version, propagation, graceSeconds);
  }

  /** With a grace period of zero, for pods whose node is gone. */
  public Deletion now() {
    return new Deletion(uid, resourceVersion, propagation, 0);
  }

  ObjectNode options() {
    var options = Json.object().put("apiVersion", "v1").put("kind", "DeleteOptions");
    if (!uid.isEmpty()) {
      options.withObject("/preconditions").put("uid", uid);
    }
    if (!resourceVersion.isEmpty()) {
      options.withObject("/preconditions").put("resourceVersion", resourceVersion);
    }
    if (!propagation.isEmpty()) {
      options.put("propagationPolicy", propagation);
    }
    if (graceSeconds >= 0) {
      options.put("gracePeriodSeconds", graceSeconds);
    }
    return options;
  }
}
