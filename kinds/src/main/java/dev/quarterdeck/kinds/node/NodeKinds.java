package dev.quarterdeck.kinds.node;

import static dev.quarterdeck.kinds.Column.AGE;
import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Column.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.NodeLabelWarnings;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.pod.ResourceRules;
import dev.quarterdeck.kinds.pod.SchedulingRules;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.ArrayList;
import java.util.List;

/** node.k8s.io/v1. */
public final class NodeKinds {

  private NodeKinds() {}

  public static List<ResourceType> all() {
    return List.of(runtimeClass().type());
  }

  private static Kind runtimeClass() {
    return Kind.cluster("node.k8s.io/v1", "runtimeclasses", "RuntimeClass")
        .createsOnUpdate()
        .updatesNeedVersion()
        .rules(NodeKinds::rules)
        .immutable("handler")
        .warnings((runtimeClass, old) -> warnings(runtimeClass))
        .columns(NAME, text("Handler", "handler").about(""), AGE);
  }

  private static void rules(Field runtimeClass) {
    var handler = runtimeClass.get("handler");
    handler.invalidFor(Names.dns1123Label(handler.text()));
    // Kubernetes names the overhead so.
    ResourceRules.limits(runtimeClass.get("overhead", "podFixed").named("overhead.limits"));
    SchedulingRules.tolerations(runtimeClass.get("scheduling", "tolerations"));
  }

  private static List<String> warnings(ObjectNode runtimeClass) {
    var warnings = new ArrayList<String>();
    for (var label : Field.root(runtimeClass).get("scheduling", "nodeSelector").keys()) {
      NodeLabelWarnings.on(label)
          .ifPresent(advice -> warnings.add("scheduling.nodeSelector: " + advice));
    }
    return warnings;
  }
}
