package dev.quarterdeck.customkinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.ScaleMapping;
import dev.quarterdeck.kinds.Scaling;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;

/** The {@code /scale} of a custom kind, whose definition says where replicas are kept. */
record InstanceScaling(Definition.ScalePaths paths) implements Scaling {

  /** What no client asks for: tells a patch that left replicas alone from one that set them. */
  private static final long UNSET = Integer.MIN_VALUE;

  /** Where Kubernetes speaks of an internal error, this is the object's: as it is on writes. */
  @Override
  public ObjectNode read(ObjectNode object) {
    var replicas = at(object, paths.spec());
    if (!replicas.isNumber()) {
      throw refused("does not exist");
    }
    return scale(object, replicas.asLong());
  }

  @Override
  public ObjectNode readToChange(ObjectNode object) {
    return scale(object, at(object, paths.spec()).asLong(UNSET));
  }

  private ApiFault refused(String why) {
    return new ApiFault(
        Reason.BAD_REQUEST, "the spec replicas field \"%s\" %s".formatted(paths.spec(), why));
  }

  private ObjectNode scale(ObjectNode object, long replicas) {
    var scale = ScaleMapping.of(object);
    Tree.put(scale.putObject("spec"), "replicas", replicas);
    var status = scale.putObject("status");
    Tree.put(status, "replicas", at(object, paths.status()).asLong(0));
    var selector = paths.selector().isEmpty() ? "" : at(object, paths.selector()).asText("");
    if (!selector.isEmpty()) {
      status.put("selector", selector);
    }
    return scale;
  }

  @Override
  public ObjectNode write(ObjectNode object, ObjectNode scale) {
    var replicas = scale.path("spec").path("replicas").asLong(0);
    if (replicas == UNSET) {
      throw refused("cannot be empty");
    }
    ScaleMapping.check(scale);
    var scaled = object.deepCopy();
    var names = names(paths.spec());
    var at = scaled;
    for (var i = 0; i < names.length - 1; i++) {
      if (at.has(names[i]) && !at.get(names[i]).isObject() && !at.get(names[i]).isNull()) {
        throw refused("cannot be set: %s is no object".formatted(names[i]));
      }
      at = Tree.child(at, names[i]);
    }
    Tree.put(at, names[names.length - 1], replicas);
    return scaled;
  }

  private static JsonNode at(JsonNode object, String path) {
    var at = object;
    for (var name : names(path)) {
      at = at.path(name);
    }
    return at;
  }

  private static String[] names(String path) {
    return path.substring(1).split("\\.", -1);
  }
}
