package dev.quarterdeck.dns.zone;

import java.util.HashMap;
import java.util.Map;

/**
 * An immutable map. A changed copy shares all but the pieces it changed, so that it costs about a
 * thousandth of the whole. Keys and values must be immutable too.
 */
final class PersistentMap<K, V> {

  // A power of two; 4 KiB of references a copy, and a hundred thousand entries make pieces of 100.
  private static final int PIECES = 1024;

  private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(new Map<?, ?>[PIECES]);

  private final Map<?, ?>[] pieces;

  private PersistentMap(Map<?, ?>[] pieces) {
    this.pieces = pieces;
  }

  @SuppressWarnings("unchecked") // it holds nothing
  static <K, V> PersistentMap<K, V> empty() {
    return (PersistentMap<K, V>) EMPTY;
  }

  private static int piece(Object key) {
    var hash = key.hashCode();
    return (hash ^ hash >>> 10 ^ hash >>> 20) & PIECES - 1;
  }

  @SuppressWarnings("unchecked") // only an Edit of the same types writes pieces
  private Map<K, V> at(int piece) {
    return (Map<K, V>) pieces[piece];
  }

  /** Null when there is none. */
  V get(K key) {
    var piece = at(piece(key));
    return piece == null ? null : piece.get(key);
  }

  boolean contains(K key) {
    return get(key) != null;
  }

  PersistentMap<K, V> with(K key, V value) {
    return edit().put(key, value).done();
  }

  PersistentMap<K, V> without(K key) {
    return contains(key) ? edit().remove(key).done() : this;
  }

  /** Begins a copy that differs in several entries; each piece is copied once. */
  Edit<K, V> edit() {
    return new Edit<>(this);
  }

  /** A copy in the making; of one thread, and used up by {@link #done}. */
  static final class Edit<K, V> {
    private final Map<?, ?>[] pieces;
    private final boolean[] own = new boolean[PIECES];

    private Edit(PersistentMap<K, V> from) {
      pieces = from.pieces.clone();
    }

    @SuppressWarnings("unchecked") // as in PersistentMap.at
    private Map<K, V> piece(K key) {
      var index = PersistentMap.piece(key);
      var piece = (Map<K, V>) pieces[index];
      if (!own[index]) {
        piece = piece == null ? new HashMap<>(4) : new HashMap<>(piece);
        pieces[index] = piece;
        own[index] = true;
      }
      return piece;
    }

    V get(K key) {
      return piece(key).get(key);
    }

    Edit<K, V> put(K key, V value) {
      piece(key).put(key, value);
      return this;
    }

    Edit<K, V> remove(K key) {
      piece(key).remove(key);
      return this;
    }

    PersistentMap<K, V> done() {
      return new PersistentMap<>(pieces);
    }
  }
}
