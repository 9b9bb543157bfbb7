package dev.quarterdeck.machinery.cel;

import dev.cel.common.types.CelType;
import java.util.Map;

/**
 * What the checker and the cost estimate know about a place in the object.
 *
 * @param type the CEL type rules see
 * @param maxSize most characters, bytes, items or entries a request can bring; 0 for scalars
 * @param minBytes the shortest JSON text of a value
 * @param fields of an object, by escaped name
 * @param element of a list's items or a map's values; null for anything else
 */
record DeclaredType(
    CelType type,
    long maxSize,
    long minBytes,
    Map<String, DeclaredType> fields,
    DeclaredType element) {

  static DeclaredType scalar(CelType type, long maxSize, long minBytes) {
    return new DeclaredType(type, maxSize, minBytes, Map.of(), null);
  }
}
