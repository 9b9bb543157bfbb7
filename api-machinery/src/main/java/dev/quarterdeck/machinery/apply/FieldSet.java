package dev.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * A set of fields of an object, as a tree. Its steps are written as metav1.FieldsV1 writes them:
 * {@code f:name}, {@code k:{"name":"a"}} for an item of a keyed list, {@code v:"a"} for one of a
 * set. A node that is itself in the set is a member; a node may also only lead to members.
 * Immutable once it is built.
 */
final class FieldSet {

  static final FieldSet EMPTY = new FieldSet(false, new TreeMap<>());

  private final boolean member;
  private final SortedMap<String, FieldSet> children;

  private FieldSet(boolean member, SortedMap<String, FieldSet> children) {
    this.member = member;
    this.children = children;
  }

  /** Collects a set. */
  static final class Builder {
    private boolean member;
    private final TreeMap<String, Builder> children = new TreeMap<>();

    /** The node itself is in the set. */
    void insert() {
      member = true;
    }

    /** The node one step down. */
    Builder at(String step) {
      return children.computeIfAbsent(step, key -> new Builder());
    }

    FieldSet build() {
      var built = new TreeMap<String, FieldSet>();
      children.forEach(
          (step, child) -> {
            var set = child.build();
            if (!set.isEmpty()) {
              built.put(step, set);
            }
          });
      return new FieldSet(member, built);
    }
  }

  /** Reads FieldsV1; steps of a kind not known here are kept as they are. */
  static FieldSet read(ObjectNode fields) {
    var builder = new Builder();
    read(fields, builder);
    return builder.build();
  }

  private static void read(ObjectNode fields, Builder builder) {
    for (var entry : fields.properties()) {
      if (entry.getKey().equals(".")) {
        builder.insert();
      } else if (entry.getValue() instanceof ObjectNode below && !below.isEmpty()) {
        read(below, builder.at(entry.getKey()));
      } else {
        builder.at(entry.getKey()).insert();
      }
    }
  }

  /** As FieldsV1. */
  ObjectNode write() {
    var node = Json.object();
    if (member && !children.isEmpty()) {
      node.putObject(".");
    }
    children.forEach((step, child) -> node.set(step, child.write()));
    return node;
  }

  boolean isEmpty() {
    return !member && children.isEmpty();
  }

  /** The node one step down; empty when nothing of it is in the set. */
  FieldSet at(String step) {
    return children.getOrDefault(step, EMPTY);
  }

  Iterable<String> steps() {
    return children.keySet();
  }

  FieldSet union(FieldSet other) {
    if (other.isEmpty()) {
      return this;
    }
    var all = new TreeMap<>(children);
    other.children.forEach((step, child) -> all.merge(step, child, FieldSet::union));
    return new FieldSet(member || other.member, all);
  }

  FieldSet intersection(FieldSet other) {
    var common = new TreeMap<String, FieldSet>();
    children.forEach((step, child) -> put(common, step, child.intersection(other.at(step))));
    return new FieldSet(member && other.member, common);
  }

  /** What is not in {@code other}, field by field. */
  FieldSet difference(FieldSet other) {
    if (other.isEmpty()) {
      return this;
    }
    var rest = new TreeMap<String, FieldSet>();
    children.forEach((step, child) -> put(rest, step, child.difference(other.at(step))));
    return new FieldSet(member && !other.member, rest);
  }

  /** What is neither in {@code other} nor below one of its members. */
  FieldSet without(FieldSet other) {
    if (other.member) {
      return EMPTY;
    }
    var rest = new TreeMap<String, FieldSet>();
    children.forEach((step, child) -> put(rest, step, child.without(other.at(step))));
    return new FieldSet(member, rest);
  }

  /** What lies below one step of the root. */
  FieldSet only(String step) {
    var rest = new TreeMap<String, FieldSet>();
    put(rest, step, at(step));
    return new FieldSet(false, rest);
  }

  private static void put(SortedMap<String, FieldSet> into, String step, FieldSet set) {
    if (!set.isEmpty()) {
      into.put(step, set);
    }
  }

  /** The members as people write them: {@code .spec.containers[name="a"].image}. */
  List<String> paths() {
    var paths = new ArrayList<String>();
    collect("", (path, set) -> paths.add(path));
    return paths;
  }

  private void collect(String path, BiConsumer<String, FieldSet> members) {
    if (member) {
      members.accept(path, this);
    }
    children.forEach((step, child) -> child.collect(path + Steps.readable(step), members));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FieldSet set && member == set.member && children.equals(set.children);
  }

  @Override
  public int hashCode() {
    return children.hashCode() * 2 + (member ? 1 : 0);
  }

  @Override
  public String toString() {
    return write().toString();
  }
}
