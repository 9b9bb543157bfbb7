package dev.quarterdeck.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * How objects of one kind go from one of its versions to another: between the version they are
 * stored in and the one a client asked for. A kind's versions share one; it is asked only for
 * objects that are not yet of the wanted version.
 */
public interface Conversion {

  /** For kinds of a single version. */
  Conversion NONE = (objects, apiVersion) -> objects;

  /**
   * Converts objects to {@code apiVersion}; each one's own apiVersion says what it is of. May
   * block: a custom kind asks its webhook, once for all of {@code objects}.
   *
   * @param objects belong to the call and may be changed in place
   * @return as many, in the same order; metadata keeps all but labels and annotations
   * @throws dev.quarterdeck.model.ApiFault when they cannot be converted
   */
  List<ObjectNode> convert(List<ObjectNode> objects, String apiVersion);

  /** As {@link #convert(List, String)}, for one object; it is returned as it is when it fits. */
  default ObjectNode convert(ObjectNode object, String apiVersion) {
    return object.path("apiVersion").asText("").equals(apiVersion)
        ? object
        : convert(List.of(object), apiVersion).getFirst();
  }

  /**
   * Whether objects that are of the wanted version already are to be passed through {@link
   * #convert} as well: what they may look like has changed since some of them were stored.
   */
  default boolean refines() {
    return false;
  }

  /** Whether the kind is served in this version; watches of a version end when it no longer is. */
  default boolean serves(String apiVersion) {
    return true;
  }

  /**
   * A stored object as its selectable fields are read from it. Unlike {@link #convert} it never
   * blocks and never fails: it is asked on the thread that feeds the watch caches.
   */
  default ObjectNode selectable(ObjectNode object, String apiVersion) {
    return convert(object, apiVersion);
  }

  /** What a selectable field of a served version is called in the stored one. */
  default String storedField(String apiVersion, String field) {
    return field;
  }
}
