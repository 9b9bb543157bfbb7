package dev.quarterdeck.apiserver.watchcache;

import dev.quarterdeck.model.ObjectKey;
import java.util.Map;

/**
 * An object as the watch cache keeps it: the stored bytes and the few facts that selectors ask for,
 * never a tree.
 *
 * @param storeKey the key it is stored under
 * @param uid metadata.uid
 * @param revision its resourceVersion
 * @param deletionTimestamp metadata.deletionTimestamp; empty for none
 * @param labels metadata.labels; equal maps may be shared between objects
 * @param fields the kind's selectable fields
 * @param apiVersion the version {@code stored} is of
 * @param stored the stored JSON: begins with <code>{"metadata":{</code> and carries no
 *     resourceVersion
 */
public record CachedObject(
    String storeKey,
    ObjectKey key,
    String uid,
    long revision,
    String deletionTimestamp,
    Map<String, String> labels,
    Map<String, String> fields,
    String apiVersion,
    byte[] stored) {

  /** An object that is not being deleted. */
  public CachedObject(
      String storeKey,
      ObjectKey key,
      String uid,
      long revision,
      Map<String, String> labels,
      Map<String, String> fields,
      String apiVersion,
      byte[] stored) {
    this(storeKey, key, uid, revision, "", labels, fields, apiVersion, stored);
  }

  /** The same content under another revision, as a deletion carries it. */
  CachedObject at(long otherRevision) {
    return new CachedObject(
        storeKey, key, uid, otherRevision, deletionTimestamp, labels, fields, apiVersion, stored);
  }

  /** The same object in another version of its kind. */
  CachedObject as(String otherVersion, byte[] converted) {
    return new CachedObject(
        storeKey, key, uid, revision, deletionTimestamp, labels, fields, otherVersion, converted);
  }

  /** A field a selector can ask for; empty when the object does not have it. */
  public String field(String name) {
    return switch (name) {
      case "metadata.name" -> key.name();
      case "metadata.namespace" -> key.namespace();
      default -> fields.getOrDefault(name, "");
    };
  }
}
