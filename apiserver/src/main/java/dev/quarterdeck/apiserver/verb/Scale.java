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
  private final Preparation preparation;
  private final Admission admission;

  Scale(
      Get gets,
      Update updates,
      RequestBodies bodies,
      FieldOwners owners,
      Preparation preparation,
      Admission admission) {
    this.owners = owners;
    this.preparation = preparation;
    this.admission = admission;
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
    var guards = Metadata.of(scale);
    return written(
        request,
        current -> {
          var applied = owners.apply(request, current, workload(request, scale));
          return guarded(
              admitted(request, current, scaling.readToChange(applied), applied), guards);
        });
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
    return written(
        request,
        current -> {
          var scale = wanted.apply(scaling(request).readToChange(current));
          var guards = Metadata.of(scale);
          return guarded(admitted(request, current, scale, current), guards);
        });
  }

  private ObjectNode written(VerbRequest request, UnaryOperator<ObjectNode> change) {
    var scaling = scaling(request);
    UnaryOperator<ObjectNode> seen = scaling::readToChange;
    var written =
        updates.change(
            request,
            change,
            (wanted, old) -> preparation.forUpdateSeenAs(seen, request, wanted, old));
    return scaling.read(written.versioned());
  }

  /**
   * The workload scaled as the plugins leave the Scale, which is all they see.
   *
   * @param workload what to write the Scale into
   */
  private ObjectNode admitted(
      VerbRequest request, ObjectNode current, ObjectNode scale, ObjectNode workload) {
    var scaling = scaling(request);
    var seen = scale.deepCopy();
    admission.mutate(request, seen, scaling.readToChange(current), bodies::fitScale);
    return scaling.write(workload, seen);
  }

  private static Scaling scaling(VerbRequest request) {
    return request.type().strategy().scaling();
  }

  /** The scaled workload under the Scale's own guards. */
  private static ObjectNode guarded(ObjectNode scaled, Metadata guards) {
    for (var guard : new String[] {"uid", "resourceVersion"}) {
      if (!guards.text(guard).isEmpty()) {
        Metadata.of(scaled).set(guard, guards.text(guard));
      }
    }
    return scaled;
  }
}
