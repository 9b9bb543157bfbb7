package dev.quarterdeck.apiserver.registry.custom;

import dev.quarterdeck.apiserver.registry.custom.structural.StructuralSchema;

/** A schema with all that is made from it to check objects. */
record CompiledSchema(StructuralSchema schema) {

  static CompiledSchema of(StructuralSchema schema) {
    return new CompiledSchema(schema);
  }
}
