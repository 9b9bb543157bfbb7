package dev.quarterdeck.apiserver.watchcache;

import dev.quarterdeck.apiserver.store.CorruptObject;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.TreeMap;

/**
 * Objects in store key order, immutable: a change makes a new image that shares all but the path to
 * it. So a reader's snapshot is one reference, and the past is kept for the price of the paths.
 *
 * <p>Stored values that are no objects are kept apart, by key: there are hardly ever any.
 *
 * <p>A weight-balanced tree (Adams 1993, with Hirai and Yamamoto's parameters).
 */
final class Image {

  static final Image EMPTY = new Image(null, Collections.emptyNavigableMap());

  private static final int DELTA = 3;
  private static final int GAMMA = 2;

  private record Node(CachedObject object, Node left, Node right, int size) {
    String key() {
      return object.storeKey();
    }
  }

  private final Node root;
  private final NavigableMap<String, CorruptObject> corrupt;

  private Image(Node root, NavigableMap<String, CorruptObject> corrupt) {
    this.root = root;
    this.corrupt = corrupt;
  }

  /**
   * @param sorted in store key order, without duplicates
   */
  static Image of(List<CachedObject> sorted) {
    return of(sorted, List.of());
  }

  /**
   * @param sorted in store key order, without duplicates
   * @param corrupt values at other keys
   */
  static Image of(List<CachedObject> sorted, Collection<CorruptObject> corrupt) {
    var byKey = new TreeMap<String, CorruptObject>();
    corrupt.forEach(value -> byKey.put(value.key(), value));
    return new Image(build(sorted, 0, sorted.size()), byKey);
  }

  private static Node build(List<CachedObject> sorted, int from, int to) {
    if (from == to) {
      return null;
    }
    var middle = (from + to) >>> 1;
    return node(sorted.get(middle), build(sorted, from, middle), build(sorted, middle + 1, to));
  }

  int size() {
    return size(root);
  }

  /** The longest path from the root: what a lookup costs at most. */
  int depth() {
    return depth(root);
  }

  private static int depth(Node node) {
    return node == null ? 0 : 1 + Math.max(depth(node.left), depth(node.right));
  }

  /** Null when there is none. */
  CachedObject get(String key) {
    var node = root;
    while (node != null) {
      var order = key.compareTo(node.key());
      if (order == 0) {
        return node.object;
      }
      node = order < 0 ? node.left : node.right;
    }
    return null;
  }

  Image with(CachedObject object) {
    return new Image(put(root, object), sound(object.storeKey()));
  }

  /** The key's value is no object any more. */
  Image with(CorruptObject value) {
    var more = new TreeMap<>(corrupt);
    more.put(value.key(), value);
    return new Image(remove(root, value.key()), more);
  }

  Image without(String key) {
    return new Image(remove(root, key), sound(key));
  }

  /** The corrupt values but for this key's. */
  private NavigableMap<String, CorruptObject> sound(String key) {
    if (!corrupt.containsKey(key)) {
      return corrupt;
    }
    var fewer = new TreeMap<>(corrupt);
    fewer.remove(key);
    return fewer;
  }

  /** The value at the key if it is corrupt; null otherwise. */
  CorruptObject corrupt(String key) {
    return corrupt.get(key);
  }

  /** The corrupt values at or after {@code from} and before {@code to}. */
  Collection<CorruptObject> corrupt(String from, String to) {
    return corrupt.isEmpty() || from.compareTo(to) >= 0
        ? List.of()
        : corrupt.subMap(from, true, to, false).values();
  }

  /** How many keys are at or after {@code from} and before {@code to}. */
  int count(String from, String to) {
    return rank(to) - rank(from);
  }

  /** How many keys are before {@code key}. */
  private int rank(String key) {
    var rank = 0;
    var node = root;
    while (node != null) {
      if (key.compareTo(node.key()) <= 0) {
        node = node.left;
      } else {
        rank += size(node.left) + 1;
        node = node.right;
      }
    }
    return rank;
  }

  /** All objects. */
  Iterator<CachedObject> all() {
    return new Range(root, "", size());
  }

  /** The objects at or after {@code from} and before {@code to}. */
  Iterator<CachedObject> range(String from, String to) {
    return new Range(root, from, count(from, to));
  }

  private static int size(Node node) {
    return node == null ? 0 : node.size;
  }

  private static Node node(CachedObject object, Node left, Node right) {
    return new Node(object, left, right, size(left) + size(right) + 1);
  }

  private static Node put(Node node, CachedObject object) {
    if (node == null) {
      return node(object, null, null);
    }
    var order = object.storeKey().compareTo(node.key());
    if (order == 0) {
      return new Node(object, node.left, node.right, node.size);
    }
    return order < 0
        ? balanced(node.object, put(node.left, object), node.right)
        : balanced(node.object, node.left, put(node.right, object));
  }

  private static Node remove(Node node, String key) {
    if (node == null) {
      return null;
    }
    var order = key.compareTo(node.key());
    if (order < 0) {
      return balanced(node.object, remove(node.left, key), node.right);
    }
    if (order > 0) {
      return balanced(node.object, node.left, remove(node.right, key));
    }
    if (node.left == null || node.right == null) {
      return node.left == null ? node.right : node.left;
    }
    var next = node.right;
    while (next.left != null) {
      next = next.left;
    }
    return balanced(next.object, node.left, remove(node.right, next.key()));
  }

  private static Node balanced(CachedObject object, Node left, Node right) {
    var leftWeight = size(left) + 1;
    var rightWeight = size(right) + 1;
    if (rightWeight > DELTA * leftWeight) {
      return size(right.left) + 1 < GAMMA * (size(right.right) + 1)
          ? node(right.object, node(object, left, right.left), right.right)
          : node(
              right.left.object,
              node(object, left, right.left.left),
              node(right.object, right.left.right, right.right));
    }
    if (leftWeight > DELTA * rightWeight) {
      return size(left.right) + 1 < GAMMA * (size(left.left) + 1)
          ? node(left.object, left.left, node(object, left.right, right))
          : node(
              left.right.object,
              node(left.object, left.left, left.right.left),
              node(object, left.right.right, right));
    }
    return node(object, left, right);
  }

  /**
   * Walks in order; the stack holds the nodes whose turn is still to come. It counts instead of
   * comparing keys: they lie all over the memory, and looking at each took a fifth of a list.
   */
  private static final class Range implements Iterator<CachedObject> {
    private final Deque<Node> pending = new ArrayDeque<>();
    private int left;

    Range(Node root, String from, int count) {
      this.left = count;
      var node = root;
      while (node != null) {
        if (from.compareTo(node.key()) <= 0) {
          pending.push(node);
          node = node.left;
        } else {
          node = node.right;
        }
      }
    }

    @Override
    public boolean hasNext() {
      return left > 0;
    }

    @Override
    public CachedObject next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      left--;
      var node = pending.pop();
      for (var below = node.right; below != null; below = below.left) {
        pending.push(below);
      }
      return node.object;
    }
  }
}
