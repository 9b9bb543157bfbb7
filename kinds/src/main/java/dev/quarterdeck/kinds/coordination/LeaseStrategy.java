package dev.quarterdeck.kinds.coordination;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** Lease (coordination.k8s.io/v1). */
public final class LeaseStrategy extends KindStrategy {

  public LeaseStrategy() {
    super(Shape.NAMESPACED, Names::dns1123Subdomain);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    Tree.child(object, "spec");
  }

  @Override
  public boolean createsOnUpdate() {
    return true;
  }

  @Override
  public boolean updatesUnconditionally() {
    return false;
  }

  @Override
  protected void rules(Field object) {
    var spec = object.get("spec");
    spec.get("leaseDurationSeconds").positive();
    spec.get("leaseTransitions").notNegative();
    var strategy = spec.get("strategy");
    if (strategy.present()) {
      strategy.invalidFor(
          strategy.text().equals("OldestEmulationVersion")
              ? List.of()
              : Names.qualified(strategy.text()));
    } else if (spec.get("preferredHolder").present()) {
      spec.get("preferredHolder").forbidden("may only be specified when `strategy` is defined");
    }
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text("Holder", "Who holds it.", Columns.textAt("/spec/holderIdentity", "")),
        Column.AGE);
  }
}
