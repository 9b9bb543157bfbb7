package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.schema.FieldValidation;
import dev.quarterdeck.model.Json;

/**
 * How a create, update or patch writes.
 *
 * @param dryRun do everything but store
 * @param fieldManager who the fields belong to; empty when the client did not say
 * @param userAgent who they belong to then
 * @param validation what the client wants done with unknown fields; empty when it did not say
 * @param applies whether this is a server-side apply, which states whom fields belong to itself
 * @param force take fields from other managers; only for applies
 */
public record WriteOptions(
    boolean dryRun,
    String fieldManager,
    String userAgent,
    String validation,
    boolean applies,
    boolean force) {

  public static final WriteOptions NONE = new WriteOptions(false, "", "", "", false, false);

  /** The same options for a server-side apply. */
  WriteOptions applying() {
    return new WriteOptions(dryRun, fieldManager, userAgent, validation, true, force);
  }

  /** Who the fields belong to; empty when nothing tells. */
  String manager() {
    return fieldManager.isEmpty() ? userAgent : fieldManager;
  }

  FieldValidation fieldValidation() {
    return FieldValidation.of(validation).orElse(FieldValidation.WARN);
  }

  /**
   * As an object of meta.k8s.io/v1.
   *
   * @param kind CreateOptions or UpdateOptions
   */
  ObjectNode toJson(String kind) {
    var options = Json.object().put("kind", kind).put("apiVersion", "meta.k8s.io/v1");
    if (dryRun) {
      options.putArray("dryRun").add("All");
    }
    if (!fieldManager.isEmpty()) {
      options.put("fieldManager", fieldManager);
    }
    if (!validation.isEmpty()) {
      options.put("fieldValidation", validation);
    }
    return options;
  }
}
