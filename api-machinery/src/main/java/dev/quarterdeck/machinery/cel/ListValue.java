package dev.quarterdeck.machinery.cel;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.Set;

/**
 * A list of the object, with the meaning x-kubernetes-list-type gives to {@code ==} and {@code +}.
 */
abstract sealed class ListValue extends AbstractList<Object> implements RandomAccess {

  final List<Object> items;

  private ListValue(List<Object> items) {
    this.items = items;
  }

  /** Whether the lists mean the same; sizes are equal. */
  abstract boolean sameAs(List<?> other);

  abstract List<Object> plus(List<?> other);

  @Override
  public Object get(int index) {
    return items.get(index);
  }

  @Override
  public int size() {
    return items.size();
  }

  /** Order counts, items repeat. */
  static final class Atomic extends ListValue {

    Atomic(List<Object> items) {
      super(items);
    }

    @Override
    boolean sameAs(List<?> other) {
      return Equality.inOrder(items, other);
    }

    @Override
    List<Object> plus(List<?> other) {
      var sum = new ArrayList<Object>(items);
      sum.addAll(other);
      return new Atomic(sum);
    }
  }

  /** A set: order does not count, a sum is a union. Its items are scalars. */
  static final class Distinct extends ListValue {

    private Set<Object> set;

    Distinct(List<Object> items) {
      super(items);
    }

    @Override
    boolean sameAs(List<?> other) {
      return set().containsAll(other);
    }

    @Override
    List<Object> plus(List<?> other) {
      var sum = new ArrayList<Object>(items);
      var known = new HashSet<>(set());
      for (var item : other) {
        if (known.add(item)) {
          sum.add(item);
        }
      }
      return new Distinct(sum);
    }

    private Set<Object> set() {
      if (set == null) {
        set = new HashSet<>(items);
      }
      return set;
    }
  }

  /** A map list: items are known by their keys, a sum overwrites in place. */
  static final class Keyed extends ListValue {

    private final List<String> keys;

    Keyed(List<Object> items, List<String> keys) {
      super(items);
      this.keys = keys;
    }

    @Override
    boolean sameAs(List<?> other) {
      var positions = positions();
      for (var item : other) {
        var position = positions.get(keyOf(item));
        if (position == null || !Equality.equal(items.get(position), item)) {
          return false;
        }
      }
      return true;
    }

    @Override
    List<Object> plus(List<?> other) {
      var sum = new ArrayList<Object>(items);
      var positions = positions();
      for (var item : other) {
        var position = positions.putIfAbsent(keyOf(item), sum.size());
        if (position == null) {
          sum.add(item);
        } else {
          sum.set(position, item);
        }
      }
      return new Keyed(sum, keys);
    }

    private Map<Object, Integer> positions() {
      var positions = new HashMap<Object, Integer>();
      for (var i = 0; i < items.size(); i++) {
        positions.put(keyOf(items.get(i)), i);
      }
      return positions;
    }

    private Object keyOf(Object item) {
      return item instanceof ObjectValue object ? keys.stream().map(object::key).toList() : item;
    }
  }
}
