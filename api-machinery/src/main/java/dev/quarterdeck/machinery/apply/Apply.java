package dev.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.apply.Owner.Operation;
import dev.quarterdeck.machinery.schema.Shape;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Server-side apply as a pure function: an applier states the fields it cares for, owns them, and
 * is told when somebody else owns one it would change. Defined by Kubernetes' <a
 * href="https://kubernetes.io/docs/reference/using-api/server-side-apply/">server-side apply</a>.
 *
 * <p>Ownership is tracked from an object's creation on. An object that was made without belongs to
 * {@code before-first-apply} once it is applied, and to nobody until then.
 */
public final class Apply {

  private static final String BEFORE = "before-first-apply";
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  /** Fields nobody owns: the server's, and the object's name. */
  private static final FieldSet UNOWNED = unowned();

  private final Shape.Struct shape;
  private final String apiVersion;
  private final String subresource;
  private final boolean statusApart;
  private final String now;
  private final Versions versions;

  /**
   * @param apiVersion the version written in, one of {@code versions}
   * @param subresource empty for the object itself
   */
  public Apply(Versions versions, String apiVersion, String subresource, Instant now) {
    this(
        versions,
        apiVersion,
        subresource,
        versions.of(apiVersion).orElseThrow().shape().field("status") != null,
        now);
  }

  /**
   * As the other.
   *
   * @param statusApart whether only {@code /status} writes status
   */
  public Apply(
      Versions versions, String apiVersion, String subresource, boolean statusApart, Instant now) {
    this.statusApart = statusApart;
    this.versions = versions;
    this.shape = versions.of(apiVersion).orElseThrow().shape();
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
   * @param applied decoded, with items that {@link AppliedItems} can tell apart
   * @param force take what others own
   * @throws ApiFault 409 that names each field another manager owns; 400 when {@code applied}
   *     carries managedFields
   */
  public ObjectNode apply(ObjectNode live, ObjectNode applied, String manager, boolean force) {
    if (!applied.path("metadata").path("managedFields").isEmpty()) {
      throw ApiFault.badRequest("metadata.managedFields must be nil");
    }
    var who = new Owner(manager, Operation.APPLY, apiVersion, subresource);
    var before = known(live);
    var claimed = owned(applied);
    var merged = StructuredMerge.merge(live, applied, shape);
    var claims = before.with(who, claimed, now);
    merged =
        before
            .of(who)
            .map(MergedObject.over(merged, claims, who, versions)::withoutAbandoned)
            .orElse(merged);
    var changes = new Changes(live, merged);
    if (!force) {
      refuseConflicts(before, who, changes, takeover(manager, live));
    }
    before.changeOthers(who, changes::left).with(who, claimed, now).writeTo(merged);
    return merged;
  }

  /**
   * Notes in {@code wanted}, in place, that {@code manager} made it out of {@code live} by an
   * update. An object that exists and carries no ownership gets none.
   *
   * @param live an empty object for a new one
   * @param wanted the outcome, with managedFields as the client sent them
   */
  public void track(ObjectNode live, ObjectNode wanted, String manager) {
    var who = new Owner(manager, Operation.UPDATE, apiVersion, subresource);
    var sent = subresource.isEmpty() ? ManagedFields.of(wanted) : ManagedFields.NONE;
    var before = served(sent.isEmpty() ? ManagedFields.of(live) : sent);
    var reset = subresource.isEmpty() && ManagedFields.isReset(wanted);
    if (!live.isEmpty() && (before.isEmpty() || reset)) {
      ManagedFields.NONE.writeTo(wanted);
      return;
    }
    var changes = new Changes(live, wanted);
    var mine = before.of(who).map(ManagedFields.Entry::fields).orElse(FieldSet.EMPTY);
    var here = changes.in(apiVersion);
    before
        .changeOthers(who, changes::left)
        .with(who, mine.difference(here.removed()).union(here.set()), now)
        .capped()
        .writeTo(wanted);
  }

  /** The owners so far; on an object that was never applied all is {@link #BEFORE}'s. */
  private ManagedFields known(ObjectNode live) {
    var known = served(ManagedFields.of(live));
    if (!known.isEmpty() || live.isEmpty()) {
      return known;
    }
    var past = new Owner(BEFORE, Operation.UPDATE, apiVersion, "");
    return known.with(past, Ownership.of(live, shape).without(UNOWNED), now);
  }

  /** Without the managers of versions that are gone: nobody can tell what their fields are. */
  private ManagedFields served(ManagedFields all) {
    return all.only(entry -> versions.of(entry.manager().apiVersion()).isPresent());
  }

  private FieldSet owned(ObjectNode applied) {
    return visible(Ownership.of(applied, shape));
  }

  /** What a write changes, in the words of each manager's version. */
  private final class Changes {
    private final ObjectNode live;
    private final ObjectNode after;
    private final Map<String, Comparison> byVersion = new HashMap<>();

    Changes(ObjectNode live, ObjectNode after) {
      this.live = live;
      this.after = after;
    }

    Comparison in(String version) {
      return byVersion.computeIfAbsent(version, this::compare);
    }

    private Comparison compare(String version) {
      if (version.equals(apiVersion)) {
        return ofVisibleFields(Comparison.of(live, after, shape));
      }
      var view = versions.of(version).orElseThrow();
      var old = live.isEmpty() ? live : view.convert().apply(live);
      return ofVisibleFields(Comparison.of(old, view.convert().apply(after), view.shape()));
    }

    private Comparison ofVisibleFields(Comparison all) {
      return new Comparison(visible(all.added()), visible(all.modified()), visible(all.removed()));
    }

    /** What is left of another manager's fields. */
    FieldSet left(ManagedFields.Entry entry) {
      var changed = in(entry.manager().apiVersion());
      return entry.fields().difference(changed.set()).difference(changed.removed());
    }
  }

  /** Without what this path does not write: status on the object, all but status on its status. */
  private FieldSet visible(FieldSet fields) {
    var owned = fields.without(UNOWNED);
    if (subresource.equals("status")) {
      return owned.only("f:status");
    }
    return statusApart ? owned.difference(owned.only("f:status")) : owned;
  }

  /** A manager and what of its fields would change. */
  private record Conflict(Owner manager, FieldSet fields) {}

  private static void refuseConflicts(
      ManagedFields before, Owner who, Changes changes, FieldSet mayTake) {
    var conflicts = new ArrayList<Conflict>();
    for (var entry : before.entries()) {
      var changed = changes.in(entry.manager().apiVersion()).set().difference(mayTake);
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
