package dev.quarterdeck.kinds.coordination;

import static dev.quarterdeck.kinds.Column.AGE;
import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Column.text;

import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** coordination.k8s.io/v1. */
public final class CoordinationKinds {

  private CoordinationKinds() {}

  public static List<ResourceType> all() {
    return List.of(lease().type());
  }

  private static Kind lease() {
    return Kind.namespaced("coordination.k8s.io/v1", "leases", "Lease")
        .withoutGeneration()
        .createsOnUpdate()
        .updatesNeedVersion()
        .rules(lease -> rules(lease.get("spec")))
        .columns(NAME, text("Holder", "spec.holderIdentity"), AGE);
  }

  private static void rules(Field spec) {
    spec.get("leaseDurationSeconds").positive();
    var strategy = spec.get("strategy");
    if (strategy.absent() && spec.get("preferredHolder").present()) {
      spec.get("preferredHolder").forbidden("may only be specified when `strategy` is defined");
    } else if (!strategy.text().equals("OldestEmulationVersion")) {
      strategy.optional(Names::qualified);
    }
  }
}
