package dev.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.schema.Shape;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The versions of a kind: each manager's fields are named in the version it wrote in. */
@FunctionalInterface
public interface Versions {

  /**
   * One version.
   *
   * @param convert makes an object of any of the kind's versions one of this; the argument stays
   */
  record View(Shape.Struct shape, UnaryOperator<ObjectNode> convert) {}

  /** Empty for a version that is not served (any more). */
  Optional<View> of(String apiVersion);
}
