package dev.quarterdeck.machinery.schema;

import java.util.List;

/**
 * How a field's old and new value become one: for strategic merge patches (patchStrategy,
 * patchMergeKey) and for server-side apply (listType, listMapKeys, mapType).
 *
 * @param strategy what a strategic merge patch does
 * @param mergeKey the field that identifies an item in a strategic merge; empty for lists of
 *     scalars
 * @param topology what server-side apply treats as one owned thing
 * @param keys the fields that identify an item in server-side apply, for {@link Topology#MAP}
 */
public record MergeRule(Strategy strategy, String mergeKey, Topology topology, List<String> keys) {

  /** Kubernetes' patchStrategy. */
  public enum Strategy {
    /** Lists are replaced, objects merged field by field: what holds when nothing is said. */
    DEFAULT,
    /** Lists are merged. */
    MERGE,
    /** Objects are replaced too. */
    REPLACE
  }

  /** What is owned as one, in server-side apply. */
  public enum Topology {
    /** As the type says; else each field of an object apart, and lists as a whole. */
    DEFAULT,
    /** The whole value. */
    ATOMIC,
    /** Each field apart, though the type says otherwise. */
    GRANULAR,
    /** Each value of a list of scalars. */
    SET,
    /** Each item of a list, known by its keys. */
    MAP
  }

  /** The rule of fields nothing is said about. */
  public static final MergeRule DEFAULT =
      new MergeRule(Strategy.DEFAULT, "", Topology.DEFAULT, List.of());

  public MergeRule {
    keys = List.copyOf(keys);
  }

  /** A list whose items are known by {@code key} in both kinds of merge. */
  public static MergeRule byKey(String key) {
    return new MergeRule(Strategy.MERGE, key, Topology.MAP, List.of(key));
  }

  /** A list of scalars merged as a set. */
  public static MergeRule set() {
    return new MergeRule(Strategy.MERGE, "", Topology.SET, List.of());
  }

  public boolean merges() {
    return strategy == Strategy.MERGE;
  }
}
