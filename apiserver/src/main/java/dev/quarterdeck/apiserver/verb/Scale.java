package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.registry.ScaleMapping;
import dev.quarterdeck.apiserver.watchcache.StoredJson;
import java.util.function.UnaryOperator;

/** GET, PUT and PATCH of {@code /scale}: one view of every workload that has replicas. */
public final class Scale {

  private final Get gets;
  private final Update updates;
  private final RequestBodies bodies;

  Scale(Get gets, Update updates, RequestBodies bodies) {
    this.gets = gets;
    this.updates = updates;
    this.bodies = bodies;
  }

  public ObjectNode get(VerbRequest request) {
    Incoming.serves(request);
    var object = gets.get(request);
    return ScaleMapping.read(StoredJson.decode(object.stored(), object.revision()));
  }

  public ObjectNode update(VerbRequest request, Payload scale) {
    var wanted = bodies.scale(request, scale);
    return change(request, current -> wanted);
  }

  /** A Scale has no lists, so a strategic merge is a plain one. */
  public ObjectNode patch(VerbRequest request, PatchType how, Payload patch) {
    var plain = how == PatchType.JSON ? PatchType.JSON : PatchType.MERGE;
    return change(
        request,
        current ->
            bodies.patchedScale(request, Patch.applyPlain(plain, current, patch.tree()), patch));
  }

  private ObjectNode change(VerbRequest request, UnaryOperator<ObjectNode> wanted) {
    Incoming.serves(request);
    var written =
        updates.change(
            request, current -> guarded(current, wanted.apply(ScaleMapping.read(current))));
    return ScaleMapping.read(written.versioned());
  }

  /** The scaled workload under the Scale's own guards. */
  private static ObjectNode guarded(ObjectNode current, ObjectNode scale) {
    var scaled = ScaleMapping.write(current, scale);
    var guards = Metadata.of(scale);
    for (var guard : new String[] {"uid", "resourceVersion"}) {
      if (!guards.text(guard).isEmpty()) {
        Metadata.of(scaled).set(guard, guards.text(guard));
      }
    }
    return scaled;
  }
}
