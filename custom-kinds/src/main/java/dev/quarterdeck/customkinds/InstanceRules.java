package dev.quarterdeck.customkinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.structural.EmbeddedRules;
import dev.quarterdeck.machinery.structural.ListTypeCheck;
import dev.quarterdeck.machinery.structural.ValueCheck;
import dev.quarterdeck.model.FieldError;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Everything a schema asks of an object, in the order Kubernetes asks it. */
final class InstanceRules {

  private static final Set<FieldError.Type> BLOCKING =
      EnumSet.of(
          FieldError.Type.REQUIRED,
          FieldError.Type.TOO_LONG,
          FieldError.Type.TOO_MANY,
          FieldError.Type.NOT_SUPPORTED,
          FieldError.Type.TYPE_INVALID);

  private InstanceRules() {}

  static List<FieldError> onCreate(ObjectNode object, CompiledSchema compiled) {
    var schema = compiled.schema();
    var errors = new ArrayList<>(ValueCheck.check(object, null, schema));
    errors.addAll(EmbeddedRules.check(object, schema));
    errors.addAll(ListTypeCheck.check(object, schema));
    expressions(object, null, compiled, errors);
    return errors;
  }

  /** What was wrong before and has not changed is let be. */
  static List<FieldError> onUpdate(ObjectNode object, ObjectNode old, CompiledSchema compiled) {
    var schema = compiled.schema();
    var errors = new ArrayList<>(ValueCheck.check(object, old, schema));
    errors.addAll(EmbeddedRules.check(object, schema));
    if (ListTypeCheck.check(old, schema).isEmpty()) {
      errors.addAll(ListTypeCheck.check(object, schema));
    }
    expressions(object, old, compiled, errors);
    return errors;
  }

  /** Expressions are asked about objects they can rely on to be of the declared types and sizes. */
  private static void expressions(
      ObjectNode object, ObjectNode old, CompiledSchema compiled, List<FieldError> errors) {
    if (compiled.rules().isEmpty()) {
      return;
    }
    if (errors.stream().anyMatch(error -> BLOCKING.contains(error.type()))) {
      errors.add(
          FieldError.invalid(
              "<nil>",
              "null",
              "some validation rules were not checked because the object was invalid; correct the"
                  + " existing errors to complete validation"));
    } else {
      errors.addAll(compiled.rules().errors(object, old));
    }
  }
}
