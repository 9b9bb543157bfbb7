package dev.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;

/**
 * A live object with an applied one laid over it, from which what its applier no longer claims is
 * still to be taken. Others' claims keep a field, whatever version they name it in.
 *
 * @param claims everybody's, the applier's new ones included
 */
record MergedObject(ObjectNode merged, ManagedFields claims, Owner applier, Versions versions) {

  static MergedObject over(
      ObjectNode merged, ManagedFields claims, Owner applier, Versions versions) {
    return new MergedObject(merged, claims, applier, versions);
  }

  /**
   * Without what the applier claimed last and nobody claims now.
   *
   * @param last its entry so far, in the version it was made in
   */
  ObjectNode withoutAbandoned(ManagedFields.Entry last) {
    var version = last.manager().apiVersion();
    var whole = in(version, merged);
    var shape = versions.of(version).orElseThrow().shape();
    var pruned = whole.deepCopy();
    var kept = claims.in(version);
    StructuredMerge.prune(pruned, last.fields().difference(kept), kept, shape);
    var others = new LinkedHashSet<String>();
    claims.entries().forEach(entry -> others.add(entry.manager().apiVersion()));
    others.remove(version);
    for (var other : others) {
      pruned = in(version, keeping(other, whole, in(other, pruned)));
    }
    return in(applier.apiVersion(), pruned);
  }

  /** Puts back what managers of another version claim, by taking less from the whole. */
  private ObjectNode keeping(String version, ObjectNode whole, ObjectNode pruned) {
    var shape = versions.of(version).orElseThrow().shape();
    var back = in(version, whole).deepCopy();
    var taken = Ownership.of(back, shape).difference(Ownership.of(pruned, shape));
    var kept = claims.in(version);
    StructuredMerge.prune(back, taken.difference(kept), kept, shape);
    return back;
  }

  private ObjectNode in(String version, ObjectNode object) {
    return object.path("apiVersion").asText(version).equals(version)
        ? object
        : versions.of(version).orElseThrow().convert().apply(object);
  }
}
