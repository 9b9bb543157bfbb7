package dev.quarterdeck.kinds.networking;

import static dev.quarterdeck.machinery.Tree.child;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.ScaleMapping;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** NetworkPolicy (networking.k8s.io/v1). */
public final class NetworkPolicyStrategy extends KindStrategy {

  public NetworkPolicyStrategy() {
    super(Shape.NAMESPACED, Names::dns1123Subdomain);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    var spec = child(object, "spec");
    child(spec, "podSelector");
    if (spec.path("policyTypes").isEmpty()) {
      var types = spec.putArray("policyTypes").add("Ingress");
      if (!spec.path("egress").isEmpty()) {
        types.add("Egress");
      }
    }
    for (var direction : List.of("ingress", "egress")) {
      for (var rule : Tree.objects(spec, direction)) {
        Tree.objects(rule, "ports").forEach(port -> Tree.fill(port, "protocol", "TCP"));
      }
    }
  }

  @Override
  protected void rules(Field object) {
    NetworkPolicyRules.check(object.get("spec"));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text(
            "Pod-Selector",
            "The pods it is for.",
            (policy, now) ->
                Columns.orElse(
                    ScaleMapping.selector(policy.at("/spec/podSelector")), Columns.NONE)),
        Column.AGE);
  }
}
