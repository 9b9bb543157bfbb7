package dev.quarterdeck.apiserver.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.apply.Owner.Operation;
import dev.quarterdeck.apiserver.schema.Shape;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Server-side apply as a pure function: an applier states the fields it cares for, owns them, and
 * is told when somebody else owns one it would change. Defined by Kubernetes' <a
 * href="https://kubernetes.io/docs/reference/using-api/server-side-apply/">server-side apply</a>.
 *
 * <p>Ownership is tracked from an object's first apply on; until then nothing is stored. What was
 * there before belongs to {@code before-first-apply}.
 */
public final class Apply {

  private static final String BEFORE = "before-first-apply";
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  /** Fields nobody owns: the server's, and the object's name. */
  private static final FieldSet UNOWNED = unowned();

  private final Shape.Struct shape;
  private final String apiVersion;
  private final String subresource;
  private final String now;

  /**
   * @param shape of the kind
   * @param apiVersion the version written in
   * @param subresource empty for the object itself
   */
  public Apply(Shape.Struct shape, String apiVersion, String subresource, Instant now) {
    this.shape = shape;
    this.apiVersion = apiVersion;
    this.subresource = subresource;
    this.now = now.toString();
  }

  private static FieldSet unowned() {
    var builder = new FieldSet.Builder();
    builder.at("f:apiVersion").insert();
    builder.at("f:kind").insert();
    for (var field :
        List.of(
            "name",
            "namespace",
            "creationTimestamp",
            "selfLink",
            "uid",
            "generation",
            "managedFields",
            "resourceVersion")) {
      builder.at("f:metadata").at("f:" + field).insert();
    }
    return builder.build();
  }

  /**
   * The object as {@code manager} wants it, with metadata.managedFields to match. Both arguments
   * stay as they are.
   *
   * @param live the present state; an empty object to create
   * @param applied decoded, and without managedFields
   * @param force take what others own
   * @throws ApiFault 409 that names each field another manager owns; 400 when {@code applied}
   *     carries managedFields, or an item of a keyed list no key
   */
  public ObjectNode apply(ObjectNode live, ObjectNode applied, String manager, boolean force) {
    if (!applied.path("metadata").path("managedFields").isEmpty()) {
      throw ApiFault.badRequest("metadata.managedFields must be nil");
    }
    var who = new Owner(manager, Operation.APPLY, apiVersion, subresource);
    var before = known(live);
    var claimed = owned(applied);
    var last = before.of(who).map(ManagedFields.Entry::fields).orElse(FieldSet.EMPTY);
    var merged = StructuredMerge.merge(live, applied, shape);
    StructuredMerge.prune(
        merged, last.difference(claimed), claimed.union(before.ofOthers(who)), shape);
    var changes = changes(live, merged);
    if (!force) {
      refuseConflicts(before, who, changes.set().difference(takeover(manager, live)));
    }
    before
        .changeOthers(who, FieldSet::difference, changes.set())
        .changeOthers(who, FieldSet::difference, changes.removed())
        .with(who, claimed, now)
        .writeTo(merged);
    return merged;
  }

  /**
   * Notes in {@code wanted}, in place, that {@code manager} made it out of {@code live} by an
   * update. Objects that were never applied carry no ownership and get none.
   *
   * @param wanted the outcome, with managedFields as the client sent them
   */
  public void track(ObjectNode live, ObjectNode wanted, String manager) {
    var who = new Owner(manager, Operation.UPDATE, apiVersion, subresource);
    var sent = subresource.isEmpty() ? ManagedFields.of(wanted) : ManagedFields.NONE;
    var before = sent.isEmpty() ? ManagedFields.of(live) : sent;
    if (before.isEmpty() || subresource.isEmpty() && ManagedFields.isReset(wanted)) {
      ManagedFields.NONE.writeTo(wanted);
      return;
    }
    var changes = changes(live, wanted);
    var mine = before.of(who).map(ManagedFields.Entry::fields).orElse(FieldSet.EMPTY);
    before
        .changeOthers(who, FieldSet::difference, changes.set())
        .changeOthers(who, FieldSet::difference, changes.removed())
        .with(who, mine.union(changes.set()).difference(changes.removed()), now)
        .capped()
        .writeTo(wanted);
  }

  /** The owners so far; on an object that was never applied all is {@link #BEFORE}'s. */
  private ManagedFields known(ObjectNode live) {
    var known = ManagedFields.of(live);
    if (!known.isEmpty() || live.isEmpty()) {
      return known;
    }
    var past = new Owner(BEFORE, Operation.UPDATE, apiVersion, "");
    return known.with(past, Ownership.of(live, shape).without(UNOWNED), now);
  }

  private FieldSet owned(ObjectNode applied) {
    return visible(Ownership.of(applied, shape));
  }

  private Comparison changes(ObjectNode live, ObjectNode after) {
    var all = Comparison.of(live, after, shape);
    return new Comparison(visible(all.added()), visible(all.modified()), visible(all.removed()));
  }

  /** Without what this path does not write: status on the object, all but status on its status. */
  private FieldSet visible(FieldSet fields) {
    var owned = fields.without(UNOWNED);
    if (subresource.equals("status")) {
      return owned.only("f:status");
    }
    return shape.field("status") == null ? owned : owned.difference(owned.only("f:status"));
  }

  /** A manager and what of its fields would change. */
  private record Conflict(Owner manager, FieldSet fields) {}

  private static void refuseConflicts(ManagedFields before, Owner who, FieldSet changed) {
    var conflicts = new ArrayList<Conflict>();
    for (var entry : before.entries()) {
      var fields = entry.fields().intersection(changed);
      if (!entry.manager().sameAs(who) && !fields.isEmpty()) {
        conflicts.add(new Conflict(entry.manager(), fields));
      }
    }
    if (!conflicts.isEmpty()) {
      throw refused(conflicts);
    }
  }

  /**
   * What kubectl may take over without force: fields its client-side apply set, which have not
   * changed since.
   */
  private FieldSet takeover(String manager, ObjectNode live) {
    var annotation = live.path("metadata").path("annotations").path(LAST_APPLIED).asText("");
    if (!manager.equals("kubectl") || annotation.isEmpty()) {
      return FieldSet.EMPTY;
    }
    try {
      var last = Json.parseObject(annotation.getBytes(StandardCharsets.UTF_8));
      var since = Comparison.of(last, live, shape);
      return Ownership.of(last, shape).difference(since.set()).difference(since.removed());
    } catch (ApiFault malformed) {
      return FieldSet.EMPTY;
    }
  }

  private static ApiFault refused(List<Conflict> conflicts) {
    var causes = new ArrayList<FieldError>();
    var text = new StringBuilder();
    for (var conflict : conflicts) {
      var paths = conflict.fields.paths();
      for (var path : paths) {
        causes.add(
            FieldError.managerConflict(path, "conflict with " + conflict.manager.describe()));
      }
      text.append(text.isEmpty() ? "" : "\n");
      text.append(paths.size() == 1 ? "conflict with " : "conflicts with ");
      text.append(conflict.manager.describe()).append(":");
      text.append(paths.size() == 1 ? " " + paths.getFirst() : "\n- " + String.join("\n- ", paths));
    }
    return new ApiFault(
        Reason.CONFLICT,
        "Apply failed with %d %s: %s"
            .formatted(causes.size(), causes.size() == 1 ? "conflict" : "conflicts", text),
        new ApiFault.Details("", "", "", List.copyOf(causes), Duration.ZERO));
  }
}
