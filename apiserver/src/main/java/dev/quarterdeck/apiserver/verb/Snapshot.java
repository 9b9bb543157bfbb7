package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An object as it is stored at one revision.
 *
 * @param object the tree, resourceVersion included; it belongs to whoever asked for it
 * @param stored the stored bytes, without resourceVersion
 */
public record Snapshot(ObjectNode object, byte[] stored, long revision) {

  /** The tree with the revision in metadata.resourceVersion, as clients see it. */
  public ObjectNode versioned() {
    if (revision > 0) {
      Metadata.of(object).set("resourceVersion", Long.toString(revision));
    }
    return object;
  }
}
