package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.kinds.Scaling;
import dev.quarterdeck.model.Json;
import java.util.function.UnaryOperator;

/** GET, PUT and PATCH of {@code /scale}: one view of every workload that has replicas. */
public final class Scale {

  private final Get gets;
  private final Update updates;
  private final RequestBodies bodies;
  private final FieldOwners owners;

  Scale(Get gets, Update updates, RequestBodies bodies, FieldOwners owners) {
    this.owners = owners;
    this.gets = gets;
    this.updates = updates;
    this.bodies = bodies;
  }

  public ObjectNode get(VerbRequest request) {
    Incoming.serves(request);
    var object = gets.get(request);
    return scaling(request).read(StoredJson.decode(object.stored(), object.revision()));
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

  /**
   * @param payload the fields of the Scale that the applier cares for
   * @throws dev.quarterdeck.model.ApiFault CONFLICT that names the owner of spec.replicas
   */
  public ObjectNode apply(VerbRequest unmarked, Payload payload) {
    Incoming.serves(unmarked);
    var request = ServerSideApply.marked(unmarked);
    var scale = bodies.scale(request, payload);
    var scaling = scaling(request);
    var written =
        updates.change(
            request,
            current -> {
              var applied = owners.apply(request, current, workload(request, scale));
              var whole = scaling.write(applied, scaling.readToChange(applied));
              return guarded(whole, scale);
            });
    return scaling.read(written.versioned());
  }

  /** The Scale's wish as one about the workload. */
  private static ObjectNode workload(VerbRequest request, ObjectNode scale) {
    var workload = Json.object();
    workload
        .put("kind", request.type().kind())
        .put("apiVersion", request.type().resource().apiVersion());
    workload
        .putObject("metadata")
        .put("name", request.name())
        .put("namespace", request.namespace());
    return scale.path("spec").has("replicas") ? scaling(request).write(workload, scale) : workload;
  }

  private ObjectNode change(VerbRequest request, UnaryOperator<ObjectNode> wanted) {
    Incoming.serves(request);
    var scaling = scaling(request);
    var written =
        updates.change(
            request,
            current -> {
              var scale = wanted.apply(scaling.readToChange(current));
              return guarded(scaling.write(current, scale), scale);
            });
    return scaling.read(written.versioned());
  }

  private static Scaling scaling(VerbRequest request) {
    return request.type().strategy().scaling();
  }

  /** The scaled workload under the Scale's own guards. */
  private static ObjectNode guarded(ObjectNode scaled, ObjectNode scale) {
    var guards = Metadata.of(scale);
    for (var guard : new String[] {"uid", "resourceVersion"}) {
      if (!guards.text(guard).isEmpty()) {
        Metadata.of(scaled).set(guard, guards.text(guard));
      }
    }
    return scaled;
  }
}
