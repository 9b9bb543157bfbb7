package dev.quarterdeck.controllers.meta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Merge patches (RFC 7386) that controllers send. */
public final class Patches {

  private Patches() {}

  /** An empty patch that only applies to this object, at whatever version it has by then. */
  public static ObjectNode toUid(HasMetadata object) {
    var patch = Json.object();
    patch.withObject("/metadata").put("uid", object.getMetadata().getUid());
    return patch;
  }

  /** An empty patch that only applies to the object as it was seen. */
  public static ObjectNode toVersion(HasMetadata object) {
    var patch = toUid(object);
    patch.withObject("/metadata").put("resourceVersion", object.getMetadata().getResourceVersion());
    return patch;
  }

  /** Replaces the owner references of the object as it was seen. */
  public static ObjectNode owners(HasMetadata object, List<OwnerReference> owners) {
    var patch = toVersion(object);
    patch.withObject("/metadata").set("ownerReferences", Json.mapper().valueToTree(owners));
    return patch;
  }

  /** Replaces the finalizers of the object as it was seen. */
  public static ObjectNode finalizers(HasMetadata object, List<String> finalizers) {
    var patch = toVersion(object);
    patch.withObject("/metadata").set("finalizers", Json.mapper().valueToTree(finalizers));
    return patch;
  }

  /** Adds or changes annotations; a null value removes one. */
  public static ObjectNode annotations(ObjectNode patch, Map<String, String> annotations) {
    var target = patch.withObject("/metadata").withObject("/annotations");
    annotations.forEach(target::put);
    return patch;
  }

  /**
   * Makes {@code before} into {@code after} under {@code field}: what {@code after} lacks is
   * removed.
   */
  public static ObjectNode field(ObjectNode patch, String field, Object before, Object after) {
    ObjectNode target = Json.mapper().valueToTree(after);
    if (before != null) {
      ObjectNode present = Json.mapper().valueToTree(before);
      for (Iterator<String> names = present.fieldNames(); names.hasNext(); ) {
        var name = names.next();
        if (!target.has(name)) {
          target.putNull(name);
        }
      }
    }
    patch.set(field, target);
    return patch;
  }
}
