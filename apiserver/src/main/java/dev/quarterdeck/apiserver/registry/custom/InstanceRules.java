package dev.quarterdeck.apiserver.registry.custom;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.registry.custom.structural.EmbeddedRules;
import dev.quarterdeck.apiserver.registry.custom.structural.ListRules;
import dev.quarterdeck.apiserver.registry.custom.structural.ValueCheck;
import dev.quarterdeck.model.FieldError;
import java.util.ArrayList;
import java.util.List;

/** Everything a schema asks of an object, in the order Kubernetes asks it. */
final class InstanceRules {

  private InstanceRules() {}

  static List<FieldError> onCreate(ObjectNode object, CompiledSchema compiled) {
    var schema = compiled.schema();
    var errors = new ArrayList<>(ValueCheck.check(object, null, schema));
    errors.addAll(EmbeddedRules.check(object, schema));
    errors.addAll(ListRules.check(object, schema));
    return errors;
  }

  /** What was wrong before and has not changed is let be. */
  static List<FieldError> onUpdate(ObjectNode object, ObjectNode old, CompiledSchema compiled) {
    var schema = compiled.schema();
    var errors = new ArrayList<>(ValueCheck.check(object, old, schema));
    errors.addAll(EmbeddedRules.check(object, schema));
    if (ListRules.check(old, schema).isEmpty()) {
      errors.addAll(ListRules.check(object, schema));
    }
    return errors;
  }
}
