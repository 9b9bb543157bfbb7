package dev.quarterdeck.kinds.resource;

import static dev.quarterdeck.kinds.Column.AGE;
import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Column.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Subresource;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** resource.k8s.io/v1: dynamic resource allocation. */
public final class DeviceKinds {

  private static final String VERSION = "resource.k8s.io/v1";

  private DeviceKinds() {}

  /** In the order discovery shows them. */
  public static List<ResourceType> all() {
    return List.of(deviceClass().type(), claim().type(), claimTemplate().type(), slice().type());
  }

  /** Which devices users may ask for by one name. */
  private static Kind deviceClass() {
    return Kind.cluster(VERSION, "deviceclasses", "DeviceClass")
        .showsDeleted()
        .rules(deviceClass -> DeviceClaimRules.checkClass(deviceClass.get("spec")));
  }

  /** Devices asked for, and in status those given. */
  private static Kind claim() {
    return Kind.namespaced(VERSION, "resourceclaims", "ResourceClaim")
        .subresources(Subresource.STATUS)
        .withoutGeneration()
        .showsDeleted()
        .defaults(claim -> DeviceClaimRules.applyDefaults(claim.path("spec")))
        .rules(
            claim -> {
              DeviceClaimRules.check(claim.get("spec"));
              ClaimStatusRules.check(claim);
            })
        .immutable("spec")
        .updateRules(ClaimStatusRules::checkUpdate)
        .columns(
            NAME,
            text("State")
                .about("A summary of the current state (allocated, pending, reserved, etc.).")
                .shows(DeviceKinds::state),
            AGE);
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

  /** The claims pods get of their own. */
  private static Kind claimTemplate() {
    return Kind.namespaced(VERSION, "resourceclaimtemplates", "ResourceClaimTemplate")
        .withoutGeneration()
        .showsDeleted()
        .defaults(template -> DeviceClaimRules.applyDefaults(template.at("/spec/spec")))
        .rules(template -> DeviceClaimRules.checkTemplate(template.get("spec")))
        .immutable("spec");
  }

  /** A part of the devices a driver has in a pool. */
  private static Kind slice() {
    return Kind.cluster(VERSION, "resourceslices", "ResourceSlice")
        .showsDeleted()
        .prepareCreate(DeviceKinds::dateTaints)
        .prepareUpdate((slice, old, context) -> dateTaints(slice, context))
        .rules(slice -> SliceRules.check(slice.get("spec")))
        .immutable("spec.nodeName", "spec.driver", "spec.pool.name")
        .warnings((slice, old) -> warnings(Tree.text(slice, "/spec/driver")))
        .selectable("spec.nodeName", "spec.driver")
        .columns(
            NAME,
            text("Node", "spec.nodeName"),
            text("Driver", "spec.driver"),
            text("Pool", "spec.pool.name"),
            AGE);
  }

  /** A taint that does not say since when counts from now. */
  private static void dateTaints(ObjectNode slice, WriteContext context) {
    for (var device : Tree.objects(slice.path("spec"), "devices")) {
      for (var taint : Tree.objects(device, "taints")) {
        Tree.fill(taint, "timeAdded", context.now().toString());
      }
    }
  }

  private static List<String> warnings(String driver) {
    return driver.equals(driver.toLowerCase(Locale.ROOT))
        ? List.of()
        : List.of(
            "spec.driver: driver names should be lowercase; \"%s\" contains uppercase characters"
                .formatted(driver));
  }
}
