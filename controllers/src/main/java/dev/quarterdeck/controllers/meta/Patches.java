package dev.quarterdeck.controllers.meta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
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

  /** A strategic merge patch that takes one finalizer off, whatever else has changed. */
  public static ObjectNode withoutFinalizer(HasMetadata object, String finalizer) {
    var patch = toUid(object);
    patch.withObject("/metadata").putArray("$deleteFromPrimitiveList/finalizers").add(finalizer);
    return patch;
  }

  /**
   * Makes {@code before} into {@code after} under {@code field}: what {@code after} lacks is
   * removed, in objects within it as well.
   */
  public static ObjectNode field(ObjectNode patch, String field, Object before, Object after) {
    ObjectNode target = Json.mapper().valueToTree(after);
    if (before != null) {
      removeAbsent(target, Json.mapper().valueToTree(before));
    }
    patch.set(field, target);
    return patch;
  }

  private static void removeAbsent(ObjectNode target, ObjectNode present) {
    for (var property : present.properties()) {
      var wanted = target.get(property.getKey());
      if (wanted == null) {
        target.putNull(property.getKey());
      } else if (wanted instanceof ObjectNode to
          && property.getValue() instanceof ObjectNode from) {
        removeAbsent(to, from);
      }
    }
  }
}
