package dev.quarterdeck.client.informer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps equal parts of many objects once, such as what all pods of one owner have in common; for
 * {@link Informer.Builder#transform}. Nobody may change a part afterwards.
 */
public final class SharedParts {

  /** More than this is not worth holding: all is forgotten, and the sharing begins again. */
  private static final int DISTINCT_PARTS = 10_000;

  private final Map<Object, Object> parts = new ConcurrentHashMap<>();

  /**
   * @param part may be null
   * @return the first one that was equal to it
   */
  @SuppressWarnings("unchecked")
  public <T> T once(T part) {
    if (part == null) {
      return null;
    }
    if (parts.size() > DISTINCT_PARTS) {
      parts.clear();
    }
    var first = parts.putIfAbsent(part, part);
    return first == null ? part : (T) first;
  }
}
