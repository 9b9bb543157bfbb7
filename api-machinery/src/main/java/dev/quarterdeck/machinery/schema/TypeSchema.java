package dev.quarterdeck.machinery.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A built-in kind's type. Decoding drops unknown fields, nulls and empty optional lists and maps,
 * and gives quantities and times their canonical form.
 *
 * @param shape for patches and merges
 */
public record TypeSchema(String version, String kind, Shape.Struct shape) implements ObjectType {

  @Override
  public List<String> fit(ObjectNode object) {
    return new Decoding(shape, false).run(object);
  }

  @Override
  public List<String> fitApplied(ObjectNode object) {
    return new Decoding(shape, true).run(object);
  }
}
