package dev.quarterdeck.client.informer;

import dev.quarterdeck.client.informer.Change.Added;
import dev.quarterdeck.client.informer.Change.Deleted;
import dev.quarterdeck.client.informer.Change.Updated;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The objects an informer knows, readable by any thread while its reflector writes. A reader sees
 * each object whole; two reads may straddle a write. Treat what it returns as immutable.
 */
public final class ObjectStore<T extends HasMetadata> {

  private static final String NAMESPACE_INDEX = "\0namespace";

  private final Map<ObjectKey, T> objects = new ConcurrentHashMap<>();
  private final Map<String, Index<T>> indexes;

  ObjectStore(Map<String, Function<T, Collection<String>>> indexers) {
    var all = new LinkedHashMap<String, Index<T>>();
    all.put(NAMESPACE_INDEX, new Index<>(o -> List.of(ObjectKey.of(o).namespace())));
    indexers.forEach((name, indexer) -> all.put(name, new Index<>(indexer)));
    indexes = Collections.unmodifiableMap(all);
  }

  /** The object's latest known state. */
  public Optional<T> get(ObjectKey key) {
    return Optional.ofNullable(objects.get(key));
  }

  /** A live, unmodifiable view of everything. */
  public Collection<T> all() {
    return Collections.unmodifiableCollection(objects.values());
  }

  public Collection<T> inNamespace(String namespace) {
    return indexes.get(NAMESPACE_INDEX).get(namespace);
  }

  /**
   * The objects for which the named index function gave {@code value}.
   *
   * @throws IllegalArgumentException when the informer was built without that index
   */
  public Collection<T> byIndex(String index, String value) {
    var found = indexes.get(index);
    if (found == null) {
      throw new IllegalArgumentException("no index \"" + index + "\"");
    }
    return found.get(value);
  }

  public int size() {
    return objects.size();
  }

  /** Takes in one object; empty when this very version is already known. */
  List<Change<T>> put(T object) {
    var key = ObjectKey.of(object);
    var before = objects.get(key);
    if (before != null && sameVersion(before, object)) {
      return List.of();
    }
    objects.put(key, object);
    indexes.values().forEach(index -> index.replace(key, before, object));
    if (before == null) {
      return List.of(new Added<>(object));
    }
    // Deleted and made again between two looks: never an update of the old object.
    return sameUid(before, object)
        ? List.of(new Updated<>(before, object))
        : List.of(new Deleted<>(before), new Added<>(object));
  }

  /**
   * Forgets one object.
   *
   * @param last what the server said it was when deleted
   */
  List<Change<T>> remove(T last) {
    return forget(ObjectKey.of(last)) ? List.of(new Deleted<>(last)) : List.of();
  }

  /** Takes in a full list: whatever is not in it is gone. */
  List<Change<T>> replace(List<T> list) {
    var changes = new ArrayList<Change<T>>();
    var present = new HashSet<ObjectKey>();
    list.forEach(object -> present.add(ObjectKey.of(object)));
    for (var entry : List.copyOf(objects.entrySet())) {
      if (!present.contains(entry.getKey()) && forget(entry.getKey())) {
        changes.add(new Deleted<>(entry.getValue()));
      }
    }
    list.forEach(object -> changes.addAll(put(object)));
    return changes;
  }

  private boolean forget(ObjectKey key) {
    var before = objects.remove(key);
    if (before != null) {
      indexes.values().forEach(index -> index.replace(key, before, null));
    }
    return before != null;
  }

  private static boolean sameVersion(HasMetadata a, HasMetadata b) {
    var version = a.getMetadata().getResourceVersion();
    return version != null && version.equals(b.getMetadata().getResourceVersion());
  }

  private static boolean sameUid(HasMetadata a, HasMetadata b) {
    return Objects.equals(a.getMetadata().getUid(), b.getMetadata().getUid());
  }

  private record Index<T>(
      Function<T, Collection<String>> indexer, Map<String, Map<ObjectKey, T>> buckets) {

    Index(Function<T, Collection<String>> indexer) {
      this(indexer, new ConcurrentHashMap<>());
    }

    Collection<T> get(String value) {
      var bucket = buckets.get(value);
      return bucket == null ? List.of() : List.copyOf(bucket.values());
    }

    void replace(ObjectKey key, T before, T after) {
      var values = after == null ? List.<String>of() : indexer.apply(after);
      for (var value : values) {
        buckets.compute(value, (v, bucket) -> with(bucket, key, after));
      }
      if (before == null) {
        return;
      }
      for (var value : indexer.apply(before)) {
        if (!values.contains(value)) {
          buckets.computeIfPresent(value, (v, bucket) -> without(bucket, key));
        }
      }
    }

    private Map<ObjectKey, T> with(Map<ObjectKey, T> bucket, ObjectKey key, T object) {
      var target = bucket == null ? new ConcurrentHashMap<ObjectKey, T>(4) : bucket;
      target.put(key, object);
      return target;
    }

    private Map<ObjectKey, T> without(Map<ObjectKey, T> bucket, ObjectKey key) {
      bucket.remove(key);
      return bucket.isEmpty() ? null : bucket;
    }
  }
}
