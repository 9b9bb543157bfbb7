package dev.quarterdeck.machinery.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;

/**
 * What a function takes: what the checker calls it, and what it is when the function runs.
 *
 * @param <A> the class of its values
 */
record Operand<A>(CelType type, Class<A> values) {

  static final Operand<String> TEXT = new Operand<>(SimpleType.STRING, String.class);
  static final Operand<Long> INT = new Operand<>(SimpleType.INT, Long.class);
  static final Operand<Boolean> BOOL = new Operand<>(SimpleType.BOOL, Boolean.class);
}
