package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.apiserver.watchcache.ServedVersion;
import dev.quarterdeck.kinds.ResourceType;

/**
 * An object at one revision, in the version of its kind that the request is about.
 *
 * @param object the tree, resourceVersion included; it belongs to whoever asked for it
 * @param stored the tree as {@link StoredJson} writes it, without resourceVersion
 */
public record ObjectSnapshot(ObjectNode object, byte[] stored, long revision) {

  /** From what the store or its cache holds, of whatever version that is. */
  static ObjectSnapshot of(ResourceType type, byte[] value, long revision) {
    var object = StoredJson.decode(value, revision);
    var version = object.path("apiVersion").asText("");
    var shown = ServedVersion.tree(type, object);
    var asStored =
        version.equals(shown.path("apiVersion").asText("")) && !type.conversion().refines();
    return new ObjectSnapshot(
        shown, asStored ? StoredJson.normalise(value) : StoredJson.encode(shown), revision);
  }

  /** The tree with the revision in metadata.resourceVersion, as clients see it. */
  public ObjectNode versioned() {
    if (revision > 0) {
      Metadata.of(object).set("resourceVersion", Long.toString(revision));
    }
    return object;
  }
}
