package dev.quarterdeck.kinds.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.ArrayList;
import java.util.List;

/** ResourceClaim (resource.k8s.io/v1): devices asked for, and in status those given. */
public final class ResourceClaimStrategy extends KindStrategy {

  public ResourceClaimStrategy() {
    super(Shape.NAMESPACED_WITH_STATUS, Names::dns1123Subdomain);
  }

  @Override
  public void prepareForCreate(ObjectNode object, WriteContext context) {
    object.putObject("status");
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    DeviceClaimRules.applyDefaults(object.path("spec"));
  }

  @Override
  protected void rules(Field object) {
    DeviceClaimRules.check(object.get("spec"));
    ClaimStatusRules.check(object);
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    object.get("spec").unchanged(old.path("spec"));
    if (context.isStatus()) {
      ClaimStatusRules.checkUpdate(object, old);
    }
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text("State", "How far it has got.", (claim, now) -> state(claim)),
        Column.AGE);
  }

  private static String state(JsonNode claim) {
    var states = new ArrayList<String>();
    if (!Tree.text(claim, "/metadata/deletionTimestamp").isEmpty()) {
      states.add("deleted");
    }
    var status = claim.path("status");
    if (status.path("allocation").isObject()) {
      states.add("allocated");
      if (!status.path("reservedFor").isEmpty()) {
        states.add("reserved");
      }
    } else if (states.isEmpty()) {
      states.add("pending");
    }
    return String.join(",", states);
  }
}
