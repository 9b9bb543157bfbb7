package dev.quarterdeck.customkinds;

import dev.quarterdeck.machinery.cel.CelRules;
import dev.quarterdeck.machinery.structural.StructuralSchema;

/** A schema with all that is made from it to check objects. */
record CompiledSchema(StructuralSchema schema, CelRules rules) {

  static CompiledSchema of(StructuralSchema schema) {
    return new CompiledSchema(schema, CelRules.compile(schema, "").rules());
  }
}
