package dev.quarterdeck.machinery.cel.library;

import dev.cel.common.types.OpaqueType;
import dev.cel.common.values.OpaqueValue;

/** A value of one of Kubernetes' own types: its kind equals it when their identities do. */
abstract class LibraryValue extends OpaqueValue {

  private final OpaqueType type;

  LibraryValue(OpaqueType type) {
    this.type = type;
  }

  /** What tells it from others of its type. */
  abstract Object identity();

  @Override
  public final Object value() {
    return this;
  }

  @Override
  public final OpaqueType celType() {
    return type;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LibraryValue value
        && value.type.equals(type)
        && value.identity().equals(identity());
  }

  @Override
  public int hashCode() {
    return identity().hashCode();
  }
}
