package dev.quarterdeck.kinds.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a ResourceClaim's status may say of devices given and pods that use them. */
final class ClaimStatusRules {

  private ClaimStatusRules() {}

  static void check(Field claim) {
    var status = claim.get("status");
    var allocation = status.get("allocation");
    consumers(status.get("reservedFor"), allocation);
    var names = DeviceClaimRules.requestNames(claim.node().path("spec").path("devices"));
    var results = allocation.get("devices", "results");
    var given = new HashSet<String>();
    for (var result : results.items()) {
      DeviceClaimRules.request(result.get("request"), names);
      device(result);
      given.add(id(result.node()));
    }
    for (var config : allocation.get("devices", "config").items()) {
      config.get("source").oneOf(List.of("FromClaim", "FromClass"));
      DeviceClaimRules.opaque(config.get("opaque"));
    }
    told(status.get("devices"), given);
  }

  private static void consumers(Field consumers, Field allocation) {
    if (!consumers.items().isEmpty() && allocation.absent()) {
      consumers.forbidden("may not be specified when `allocated` is not set");
    }
  }

  private static void device(Field device) {
    DeviceNames.driver(device.get("driver"));
    DeviceNames.pool(device.get("pool"));
  }

  private static void told(Field devices, Set<String> given) {
    var seen = new HashSet<String>();
    for (var device : devices.items()) {
      device(device);
      var id = id(device.node());
      if (!given.contains(id)) {
        device.invalid(id, "must be an allocated device in the claim");
      }
      if (!seen.add(id)) {
        device.duplicate(id);
      }
    }
  }

  private static String id(JsonNode device) {
    var share = Tree.text(device, "/shareID");
    return "%s/%s/%s"
            .formatted(
                Tree.text(device, "/driver"),
                Tree.text(device, "/pool"),
                Tree.text(device, "/device"))
        + (share.isEmpty() ? "" : "/" + share);
  }

  /** What is given stays as given until it is taken back whole. */
  static void checkUpdate(Field claim, ObjectNode old, WriteContext context) {
    if (!context.isStatus()) {
      return;
    }
    var allocation = claim.get("status", "allocation");
    var before = old.path("status").path("allocation");
    if (before.isObject() && allocation.present()) {
      allocation.unchanged(before);
    }
    var consumers = claim.get("status", "reservedFor");
    if (!Tree.text(old, "/metadata/deletionTimestamp").isEmpty()) {
      var known = new HashSet<JsonNode>();
      old.path("status").path("reservedFor").forEach(known::add);
      if (consumers.items().stream().anyMatch(consumer -> !known.contains(consumer.node()))) {
        consumers.forbidden("new entries may not be added while `deletionTimestamp` is set");
      }
    }
  }
}
