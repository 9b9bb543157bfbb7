package dev.quarterdeck.kinds.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.kinds.pod.ResourceRules;
import dev.quarterdeck.kinds.pod.SchedulingRules;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.MetadataRules;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** RuntimeClass (node.k8s.io/v1). */
public final class RuntimeClassStrategy extends KindStrategy {

  public RuntimeClassStrategy() {
    super(Shape.CLUSTER, Names::dns1123Subdomain);
  }

  @Override
  public boolean updatesUnconditionally() {
    return false;
  }

  @Override
  protected void rules(Field object) {
    var handler = object.get("handler");
    handler.invalidFor(Names.dns1123Label(handler.text()));
    var fixed = object.get("overhead", "podFixed").node();
    ResourceRules.limits(new Field(fixed, "overhead.limits", object.errors())); // Kubernetes' path
    MetadataRules.labels(object.get("scheduling", "nodeSelector"));
    SchedulingRules.tolerations(object.get("scheduling", "tolerations"));
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    object.get("handler").unchanged(old.path("handler"));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text("Handler", "What the runtime calls it.", Columns.textAt("/handler", "")),
        Column.AGE);
  }
}
