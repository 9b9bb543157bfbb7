package dev.quarterdeck.machinery.protobuf;

import java.util.List;

/**
 * One field of a message as JSON sees it.
 *
 * @param name in JSON
 * @param form of one value: of each item of a list, of each value of a map
 * @param message the type of its messages; null for every other form
 * @param zeroIsAbsent whether a zero on the wire stands for nothing in JSON
 * @param home the embedded messages it really belongs to, outermost first; empty for its own
 */
record WireField(
    int number,
    String name,
    Arity arity,
    Form form,
    WireType message,
    boolean zeroIsAbsent,
    List<WireField> home) {

  enum Arity {
    ONE,
    LIST,
    MAP
  }

  /** How a value looks on either side. */
  enum Form {
    TEXT,
    /** Base64 in JSON. */
    BYTES,
    FLAG,
    /** 32 and 64 bits are written alike. */
    INTEGER,
    DOUBLE,
    /** An object of its fields. */
    MESSAGE,
    /** Embedded: has no JSON of its own. */
    INLINE,
    QUANTITY,
    INT_OR_STRING,
    TIME,
    MICRO_TIME,
    /** A message with one bytes field, number 1, that holds JSON. */
    RAW,
    /** A message with one list of texts, number 1, that is just the list in JSON. */
    TEXTS,
    SCHEMA_OR_LIST,
    SCHEMA_OR_FLAG,
    SCHEMA_OR_TEXTS
  }

  /** The same field seen from the parent of the message it belongs to. */
  WireField within(WireField inline) {
    var longer = new java.util.ArrayList<>(home);
    longer.addFirst(inline);
    return new WireField(number, name, arity, form, message, zeroIsAbsent, List.copyOf(longer));
  }
}
